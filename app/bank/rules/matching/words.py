"""Words of French names of firms, people and places, folded (no accents, lower case)."""

import re

_UMLAUT = re.compile(r"(?<=[aou])e")


def plain(word: str) -> str:
    """Without the e of ae, oe, ue, so that Müller is Mueller.

    >>> plain("mueller"), plain("rue")
    ('muller', 'rue')
    """
    return _UMLAUT.sub("", word) if len(word) > 3 else word


_FIRMS = """
sarl sas sasu eurl sa sci snc scp scm sel selarl selas selasu eirl ei eurls scop sccv gie gaec earl
spa srl ltd limited gmbh ag kg bv nv bvba inc llc plc ste societe ets etablissement etablissements
entreprise entreprises groupe holding cie compagnie co
"""
_PEOPLE = """
m mr mme mlle monsieur madame mademoiselle messieurs mesdames mm dr docteur me maitre
"""
_BETWEEN = "de du des d la le les l et and und of the a au aux en sur sous ou"

DROPPED = frozenset(f"{_FIRMS} {_PEOPLE} {_BETWEEN}".split())

ABBREVIATED = {
    "st": "saint",
    "sainte": "saint",
    "sts": "saint",
    "htl": "hotel",
    "gge": "garage",
    "bd": "boulevard",
    "bld": "boulevard",
    "blvd": "boulevard",
    "av": "avenue",
    "ave": "avenue",
    "pl": "place",
    "r": "rue",
    "ch": "chemin",
    "rte": "route",
    "imp": "impasse",
    "all": "allee",
    "res": "residence",
    "imm": "immeuble",
    "cab": "cabinet",
    "ctre": "centre",
    "asso": "association",
    "ass": "association",
    "assoc": "association",
    "fres": "freres",
    "intl": "international",
    "int": "international",
    "transp": "transports",
    "tpts": "transports",
    "phcie": "pharmacie",
    "rest": "restaurant",
    "commune": "mairie",
    "ville": "mairie",
    # A building's owners, in every way that banks and managers write them.
    "sdc": "copropriete",
    "sdcp": "copropriete",
    "syndicat": "copropriete",
    "synd": "copropriete",
    "copro": "copropriete",
    "coprop": "copropriete",
    "coproprietaires": "copropriete",
    "syndic": "copropriete",
}

NUMBERS = {
    "ii": "2",
    "iii": "3",
    "iv": "4",
    "deux": "2",
    "trois": "3",
    "quatre": "4",
    "cinq": "5",
    "six": "6",
    "sept": "7",
    "huit": "8",
    "neuf": "9",
    "dix": "10",
}

# Trades, kinds of houses and of places: many have them in their name.
_COMMON = """
hotel garage boulangerie patisserie boucherie charcuterie pharmacie restaurant brasserie cafe bar
tabac cabinet clinique centre ecole college lycee maison residence immeuble copropriete foyer
association mairie metropole departement region tresorerie office agence bureau atelier ateliers
imprimerie librairie menuiserie plomberie electricite peinture maconnerie serrurerie couverture
chauffage transport transports logistique express international internationale services service
conseil conseils consulting maintenance ascenseur ascenseurs immobilier immobiliere gestion regie
syndic fils freres pere associes industrie industries technique techniques technologie
technologies distribution negoce commerce import export auto autos automobile automobiles
carrosserie coiffure beaute institut laboratoire medical dentaire centrale central general
generale generaux national nationale francais francaise france europe europeenne euro saint rue
avenue boulevard place allee chemin route impasse quai cours montee square grand grande petit
petite nouveau nouvelle nord sud est ouest lyon paris marseille rhone alpes loire isere savoie ile
provence bretagne normandie batiment travaux construction constructions promotion investissement
investissements patrimoine finances assurance assurances banque mutuelle credit caisse
"""
COMMON = frozenset(map(plain, _COMMON.split()))
