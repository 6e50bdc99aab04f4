"""The process that runs schematrons: `python -m app.adapters.schematron_process PARENT`.

Reads one question from its standard input and answers a line for each document:
`{"broken": [rule, …]}`, or `{"error": …}` where it could not be judged. Saxon may read files and
nothing else, and refuses a document with a DOCTYPE.
"""

import json
import re
import sys
from typing import Any

from app.adapters.processes import die_with_parent

_FEATURE = "http://saxon.sf.net/feature/"
_NO_DOCTYPE = "parserFeature?uri=http%3A//apache.org/xml/features/disallow-doctype-decl"
_FAILED = re.compile(r"<svrl:failed-assert\b[^>]*>")
_ID = re.compile(r'\bid="([^"]+)"')


def main() -> None:
    """Judge the documents of the question, one after the other."""
    die_with_parent(int(sys.argv[1]))
    question = json.load(sys.stdin)
    try:
        import saxonche
    except ImportError:
        sys.exit("saxonche is not installed (the extra “judge”)")
    processor = saxonche.PySaxonProcessor(license=False)
    processor.set_configuration_property(f"{_FEATURE}allowedProtocols", "file")
    processor.set_configuration_property(f"{_FEATURE}{_NO_DOCTYPE}", "true")
    compiler = processor.new_xslt30_processor()
    needed = max(document["sheets"] for document in question["documents"])
    sheets = [
        compiler.compile_stylesheet(stylesheet_file=path) for path in question["sheets"][:needed]
    ]
    for document in question["documents"]:
        print(json.dumps(_judge(processor, sheets[: document["sheets"]], document["xml"])))
        sys.stdout.flush()


def _judge(processor: Any, sheets: list[Any], xml: str) -> dict[str, object]:
    try:
        node = processor.parse_xml(xml_text=xml)
        reports = [sheet.transform_to_string(xdm_node=node) for sheet in sheets]
    except Exception as problem:
        return {"error": f"{type(problem).__name__}: {problem}"[:300]}
    if not all(report and "schematron-output" in report for report in reports):
        return {"error": "a sheet gave no report"}
    return {"broken": [rule for report in reports for rule in _broken(report)]}


def _broken(report: str) -> list[str]:
    """The ids of the failed assertions, each once; warnings are none."""
    found = []
    for opening in _FAILED.findall(report):
        named = _ID.search(opening)
        if 'flag="warning"' not in opening:
            found.append(named[1] if named else "?")
    return list(dict.fromkeys(found))


if __name__ == "__main__":
    main()
