"""Made-up oai_datacite records of 5 KB: the shape of a facility's, every word drawn anew, the same on every machine.

Words, names and institutes follow Zipf's law over vocabularies of thousands, so that what compresses well in real
records compresses well here, and no better.
"""

from __future__ import annotations

import random
from functools import cache
from itertools import accumulate

RESPONSE_DATE = "2026-01-01T00:00:00Z"
# Common sounds stand twice.
_ONSETS = (
    *"bbccddfghllmmnnpprrssttvwbcdfghlmnprstvw",
    *("br", "cr", "dr", "fl", "gr", "pl", "pr", "sch", "st", "tr", "th"),
)
_NUCLEI = (*"aeiouy", "ea", "ie", "io", "ou", "ai")
_CODAS = ("", "", "", "", "", "", *"nrstlmx", "nd", "st", "ng", "ck")
_ENVELOPE = """<record><header><identifier>oai:bench.example:{doi}</identifier><datestamp>{datestamp}</datestamp>\
<setSpec>openaire_data</setSpec><setSpec>beamline:{beamline}</setSpec></header>
<metadata><oai_datacite xmlns="http://schema.datacite.org/oai/oai-1.1/" \
xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="http://schema.datacite.org/oai/oai-1.1/ \
http://schema.datacite.org/oai/oai-1.1/oai.xsd"><schemaVersion>4.4</schemaVersion>\
<datacentreSymbol>BENCH.SOURCE</datacentreSymbol><payload>
<resource xmlns="http://datacite.org/schema/kernel-4" xsi:schemaLocation="http://datacite.org/schema/kernel-4 \
http://schema.datacite.org/meta/kernel-4.4/metadata.xsd">
  <identifier identifierType="DOI">{doi}</identifier>
  <creators>
{creators}  </creators>
  <titles>
    <title xml:lang="en">{title}</title>
  </titles>
  <publisher>Benchmark Light Source</publisher>
  <publicationYear>{year}</publicationYear>
  <resourceType resourceTypeGeneral="Dataset">Experimental session</resourceType>
  <subjects>
{subjects}  </subjects>
  <contributors>
    <contributor contributorType="ContactPerson">
      <contributorName nameType="Personal">{contact}</contributorName>
    </contributor>
  </contributors>
  <dates>
    <date dateType="Collected">{collected}</date>
    <date dateType="Issued">{issued}</date>
    <date dateType="Available">{available}</date>
  </dates>
  <language>en</language>
  <alternateIdentifiers>
    <alternateIdentifier alternateIdentifierType="proposal">{proposal}</alternateIdentifier>
  </alternateIdentifiers>
  <relatedIdentifiers>
    <relatedIdentifier relatedIdentifierType="DOI" relationType="IsCitedBy">10.{cited}</relatedIdentifier>
    <relatedIdentifier relatedIdentifierType="DOI" relationType="IsPartOf">10.5072/group.{part}</relatedIdentifier>
  </relatedIdentifiers>
  <sizes>
    <size>{size} bytes</size>
  </sizes>
  <formats>
    <format>application/x-hdf5</format>
  </formats>
  <version>1</version>
  <rightsList>
    <rights rightsURI="https://creativecommons.org/licenses/by/4.0/" rightsIdentifier="CC-BY-4.0" \
rightsIdentifierScheme="SPDX">Creative Commons Attribution 4.0 International</rights>
  </rightsList>
  <descriptions>
    <description descriptionType="Abstract" xml:lang="en">{abstract}</description>
  </descriptions>
</resource>
</payload></oai_datacite></metadata></record>
"""
_CREATOR = """    <creator>
      <creatorName nameType="Personal">{family}, {given}</creatorName>
      <givenName>{given}</givenName>
      <familyName>{family}</familyName>
      <nameIdentifier schemeURI="https://orcid.org" nameIdentifierScheme="ORCID">{orcid}</nameIdentifier>
      <affiliation affiliationIdentifier="https://ror.org/{ror}" affiliationIdentifierScheme="ROR">{institute}\
</affiliation>
    </creator>
"""
_SUBJECT = """    <subject subjectScheme="PaNET" schemeURI="http://purl.org/pan-science/PaNET/" \
valueURI="http://purl.org/pan-science/PaNET/PaNET{code}">{words}</subject>
"""


def record(number: int) -> str:
    """Write one record; the same number gives the same one."""
    chance = random.Random(number)
    creators = "".join(_CREATOR.format(**person(_person(chance))) for _ in range(chance.randint(1, 6)))
    year, month, day = chance.randint(2012, 2025), chance.randint(1, 12), chance.randint(1, 28)
    return _ENVELOPE.format(
        doi=f"10.5072/bench.{number:06}",
        datestamp=f"{year}-{month:02}-{day:02}T{chance.randint(0, 23):02}:{chance.randint(0, 59):02}:00Z",
        beamline=f"id{chance.randint(1, 40):02}",
        creators=creators,
        title=_sentence(chance, chance.randint(7, 15)),
        year=year,
        subjects="".join(_subject(chance) for _ in range(chance.randint(1, 4))),
        contact="{family}, {given}".format(**person(_person(chance))),
        collected=f"{year}-{month:02}-{day:02}/{year}-{month:02}-{min(day + 2, 28):02}",
        issued=f"{year}-{month:02}-{day:02}",
        available=f"{year + 3}-{month:02}-{day:02}",
        proposal=f"{chance.choice(('MX', 'HC', 'LS', 'IH'))}-{chance.randint(1000, 9999)}",
        cited=f"{chance.randint(1000, 1200)}/{chance.getrandbits(40):x}",
        part=chance.randint(1, 30_000),
        size=chance.randint(10**7, 10**12),
        abstract=" ".join(f"{_sentence(chance, chance.randint(8, 20))}." for _ in range(chance.randint(3, 9))),
    )


def page(records: bytes, start: int, size: int, total: int) -> bytes:
    """Wrap records as the ListRecords answer that begins with number `start`."""
    token = str(start + size) if start + size < total else ""
    return b"".join(
        (
            b'<?xml version="1.0" encoding="UTF-8"?>\n<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/">'
            b"<responseDate>%b</responseDate>" % RESPONSE_DATE.encode(),
            b'<request verb="ListRecords">http://127.0.0.1/oai</request>\n<ListRecords>\n',
            records,
            f'<resumptionToken completeListSize="{total}" cursor="{start}">{token}</resumptionToken>'.encode(),
            b"</ListRecords></OAI-PMH>",
        ),
    )


@cache
def person(number: int) -> dict[str, str]:
    """Make up a person, who keeps name, ORCID iD and institute."""
    chance = random.Random(-1 - number)
    digits = f"{chance.randint(0, 10**15 - 1):015}X"
    institute = _zipf(chance, 1_500)
    home = random.Random(f"institute {institute}")
    return {
        "given": _word(random.Random(f"given {_zipf(chance, 800)}")).title(),
        "family": _word(random.Random(f"family {_zipf(chance, 8_000)}")).title(),
        "orcid": f"0000-{digits[3:7]}-{digits[7:11]}-{digits[11:15]}",
        "ror": f"0{home.getrandbits(35):08x}"[:9],
        "institute": f"University of {_word(home).title()}, {_sentence(home, 3)}",
    }


def _person(chance: random.Random) -> int:
    return chance.randint(0, 30_000) if chance.random() < 0.7 else _zipf(chance, 2_000)


def _subject(chance: random.Random) -> str:
    number = _zipf(chance, 2_500)
    words = _sentence(random.Random(f"subject {number}"), 2).lower()
    return _SUBJECT.format(code=f"{number:05}", words=words)


def _sentence(chance: random.Random, length: int) -> str:
    words, weights = _vocabulary()
    return " ".join(chance.choices(words, cum_weights=weights, k=length)).capitalize()


@cache
def _vocabulary(size: int = 5_000) -> tuple[list[str], list[float]]:
    chance = random.Random(6)
    found = dict.fromkeys(_word(chance) for _ in range(size))
    words = [*found]
    # Frequent words are short in every language.
    words[:200] = sorted(words[:200], key=len)
    return words, list(accumulate(1 / (rank + 1) for rank in range(len(words))))


def _word(chance: random.Random) -> str:
    syllables = chance.choices((1, 2, 3, 4), (2, 5, 4, 2))[0]
    return "".join(chance.choice(_ONSETS) + chance.choice(_NUCLEI) + chance.choice(_CODAS) for _ in range(syllables))


def _zipf(chance: random.Random, size: int) -> int:
    return min(int(size ** chance.random()), size - 1)
