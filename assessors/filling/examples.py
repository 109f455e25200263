"""What stands in lines to paste where no view knows: one example for one thing, valid as it stands.

Identifiers exist, so that they resolve and their check digits are right; addresses of files belong to nobody. No agent
carries an identifier here: only the remedy that asks for it adds ORCID or ROR.
"""

from __future__ import annotations

from fairsvc.model.evidence import Column
from fairsvc.model.metadata import Agent, Content, Funding, Identifier, Related
from fairsvc.vocab.panet import Term

TITLE = "X-ray absorption spectra of copper oxide nanoparticles at the Cu K edge"
DESCRIPTION = (
    "Transmission spectra over the Cu K edge of copper oxide nanoparticles at room temperature, taken to follow their "
    "reduction in hydrogen. Each file holds energy, incoming and transmitted intensity of one scan."
)
CREATOR = Agent("Carberry, Josiah", "Personal", "Josiah", "Carberry")
ORCID = "https://orcid.org/0000-0002-1825-0097"
PUBLISHER = Agent("European Synchrotron Radiation Facility", "Organizational")
ROR = "https://ror.org/02550n020"
FUNDING = Funding("European Commission", Identifier("https://ror.org/00k4n6c32", "ROR"), "101017567")
LICENCE = "CC-BY-4.0"
VERSION = "1.0"

FILE_FOLDER = "https://data.example.org/files/"
FILE_TYPE = "application/x-hdf5"
FILE_SIZE_BYTES = 1_048_576
FILE = Content(f"{FILE_FOLDER}scan_0001.h5", "scan_0001.h5", FILE_TYPE)
# The SHA-256 of no bytes at all (FIPS 180-4).
SHA256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
VARIABLE = Column("energy", "eV")

TECHNIQUE = Term("PaNET01196", "x-ray absorption spectroscopy", parents=("PaNET01135",))
NEXUS_DEFINITION = "NXxas"
SAMPLE = "copper oxide (CuO), powder, temperature 295 K"
SAMPLE_DETAIL = "powder, temperature 295 K"
BEAMS = {"photon": "photon energy 8.979 keV", "neutron": "wavelength 5.0 Å", "electron": "beam energy 300 keV"}

SOURCE = Related("10.5281/zenodo.3541731", "DOI", "IsDerivedFrom", "Dataset")
ARTICLE = Related("10.1038/sdata.2016.18", "DOI", "IsSupplementTo", "JournalArticle")
SOFTWARE = Related("10.5281/zenodo.591709", "DOI", "IsCompiledBy", "Software")
INSTRUMENT = Related("10.5442/NI000001", "DOI", "IsCollectedBy", "Instrument")
IGSN = Related("ICDP5054ESYI201", "IGSN", "References", "PhysicalObject")
IGSN_ADDRESS = f"https://hdl.handle.net/10273/{IGSN.value}"
PROPOSAL = "MX-2023-0001"
GLOBUS = "https://app.globus.org/file-manager?origin_id=00000000-0000-0000-0000-000000000000&origin_path=%2Fdata%2F"
