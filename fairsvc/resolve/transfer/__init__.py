"""From a manifest to verified files in a folder: named safely, planned purely, fetched with resumption, remembered."""
