"""Page furniture of invented portals: what stands around every article of a site and says nothing of it."""

from random import Random

SITES = ("Harbour Post", "Valley Courier", "Inkwell Daily", "Calder Ledger", "Talkurier", "Kestrow Echo")
_GERMAN = """\
Lesen Sie jetzt auch: {site} Plus mit allen Hintergründen, Reportagen und Kommentaren aus Kestrow und der \
ganzen Region, vier Wochen lang kostenlos und danach monatlich kündbar.
Mit dem Newsletter {site} am Morgen beginnen Sie den Tag gut unterrichtet. Melden Sie sich hier mit Ihrer \
E-Mail-Adresse an; eine Abmeldung ist jederzeit über den Link am Ende jeder Ausgabe möglich.
Die Redaktion von {site} behält sich vor, Leserbriefe zu kürzen. Bitte beachten Sie unsere Hinweise zum \
Datenschutz und die Regeln für Kommentare, bevor Sie einen Beitrag schreiben oder ein Foto hochladen."""
_ENGLISH = """\
Sign up for the {site} morning briefing and get the stories that matter to you, picked by our editors, \
in your inbox before breakfast every weekday. You can unsubscribe at any time.
Do you know more about this story? Write to the {site} newsdesk in confidence, or call the free line \
between six in the morning and midnight. Please do not send original documents by post.
Copyright {site}. All rights reserved. This material may not be published, broadcast, rewritten or \
redistributed without the written permission of the publisher and its licensors."""


def furniture(site: str, language: str | None) -> list[str]:
    """The three paragraphs of a site, the same on every page."""
    text = _GERMAN if (language or "").startswith("de") else _ENGLISH
    return text.format(site=site).split("\n")


def furnished(lines: list[str], site: str, language: str | None, rng: Random) -> str:
    """An article as the site shows it: one paragraph of furniture inside, the others at the end."""
    inside, *end = furniture(site, language)
    place = rng.randint(1, len(lines))
    return "\n".join([*lines[:place], inside, *lines[place:], *end])
