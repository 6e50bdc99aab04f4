#!/usr/bin/env python3
"""Vérifie cette archive : python3 -I verify.py [DOSSIER [SCEAU]]. Rien à installer.

Tout est recompté depuis les octets ; ce qui est altéré, manquant ou ajouté est nommé.
Fin : 0 tout est intact, 1 non.
"""

import csv
import json
import re
import sys
from hashlib import sha256
from pathlib import Path

ROOT = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent
sys.stdout.reconfigure(errors="replace")
faults, digests, owed = [], {}, {}


def fault(where, what):
    faults.append(where)
    print(f"FAUTE  {where} : {what}")


def check_files(noted):
    """Le manifeste contre son sceau, chaque fichier contre le manifeste."""
    raw = (ROOT / "manifest.json").read_bytes()
    end = re.search(rb'\n"seal": "([0-9a-f]{64})"\n\}\n\Z', raw)
    if not end or sha256(raw[: end.start() + 1]).hexdigest() != end[1].decode():
        fault("manifest.json", "altéré, il ne correspond plus à son sceau")
    elif noted and noted != end[1].decode():
        fault("manifest.json", "son sceau n'est pas celui qui a été noté : archive refaite")
    manifest = json.loads(raw)
    for one in manifest["files"]:
        name, total, size = one["file"], sha256(), 0
        if (ROOT / name).is_symlink() or not (ROOT / name).is_file():
            fault(name, "manquant")
            continue
        with (ROOT / name).open("rb") as file:
            while part := file.read(1 << 20):
                total.update(part)
                size += len(part)
        digests[name] = total.hexdigest()
        if (digests[name], size) != (one["sha256"], one["size"]):
            fault(name, f"altéré ({size} octets, {one['size']} attendus)")
    known = {one["file"] for one in manifest["files"]} | {"manifest.json"}
    for path in sorted(ROOT.rglob("*")):
        if path.relative_to(ROOT).as_posix() not in known and not path.is_dir():
            fault(path.relative_to(ROOT).as_posix(), "ajouté, il n'est pas au manifeste")
    return manifest["summary"]


def check_link(line, n, previous):
    """Un maillon suit le précédent et prouve ses faits ; rend le fichier qu'il prouve."""
    link = json.loads(line)
    file, inline = link.get("file"), "payload" in link
    where = f"chain.jsonl, maillon {link['n']} ({file or link['kind']})"
    if (link["n"], link["previous"]) != (n + 1, previous):
        fault(where, f"ne suit pas le maillon {n}")
    facts = link["payload"] if inline else (ROOT / file).read_bytes().decode()
    sums = [sha256(text.encode()).hexdigest() for text in (facts, f"{previous}\n{facts}")]
    if [link["payload_sha256"], link["hash"]] != sums:
        fault(where, "les faits ne sont plus ceux que la chaîne a scellés")
    told = json.loads(facts)
    if file and inline and digests.get(file) != told["sha256"]:
        fault(where, "le fichier n'est plus celui que la chaîne a scellé")
    if file and not inline:
        sale = told["invoice"]
        cents = sale["total"] - sale.get("prepaid", 0) + sale.get("rounding", 0)
        owed[f"invoice:{link['subject']}"] = (cents, sale["number"])
    return link["n"], link["hash"], file


def check_chain(said):
    n, last, proven = said["first"] - 1, said["previous"], set()
    for at, line in enumerate((ROOT / "chain.jsonl").read_bytes().splitlines(), 1):
        try:
            n, last, file = check_link(line, n, last)
            proven.add(file)
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as problem:
            fault(f"chain.jsonl, ligne {at}", f"ne peut être lue ({problem})")
    if (n, last) != (said["last"], said["head"]):
        fault("chain.jsonl", f"s'arrête au maillon {n} ; le dernier était {said['last']}")
    for name in sorted(set(digests) - proven):
        if name.startswith(("documents/", "quotes/")):
            fault(name, "aucun maillon de la chaîne ne le prouve")


def check_ledger():
    """Les écritures sont équilibrées et disent de chaque facture ce que dit la chaîne."""
    entries, sales = {}, {}
    with (ROOT / "ledger.csv").open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file, delimiter=";"):
            debit, credit = (int(row[side].replace(",", "")) for side in ("debit", "credit"))
            keep = [(entries, row["entry"])]
            if (row["journal"], row["account"]) == ("VE", "411"):
                keep.append((sales, row["subject"]))
            for sums, key in keep:
                sums[key] = sums.get(key, 0) + debit - credit
    for entry in (entry for entry, cents in entries.items() if cents):
        fault("ledger.csv", f"l'écriture {entry} n'est pas équilibrée")
    for subject, (cents, number) in owed.items():
        if sales.get(subject, 0) != cents:
            fault("ledger.csv", f"l'écriture de {number} ne dit pas le montant de la facture")


try:
    summary = check_files(sys.argv[2].lower() if len(sys.argv) > 2 else "")
    check_chain(summary["chain"])
    check_ledger()
    for one in summary["not_checked"]:
        print(f"NON VÉRIFIÉ  {one['number']} : {one['reason']}")
except (OSError, ValueError, KeyError, TypeError, csv.Error) as problem:
    fault(str(ROOT), f"manquant ou illisible, la suite n'est pas vérifiée ({problem})")
if faults:
    sys.exit(f"{len(faults)} faute(s) : cette archive n'est plus celle qui a été faite.")
print(f"Intact : {summary['documents']} documents, {len(digests)} fichiers, sceau compris.")
