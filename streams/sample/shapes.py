"""The forms in which items arrive: an item in, a ninjs object of one of three generations out."""

import html
from typing import Any

from streams.sample.reader import Item


def ninjs(item: Item) -> dict[str, Any]:
    """The item as a ninjs object; fields that it lacks are left out.

    Raises:
        KeyError: the item's shape is none of those below.
    """
    shape = {"flat": _flat, "html": _flat_html, "2.1": _second, "3.0": _third}[item.shape]
    return {name: value for name, value in shape(item).items() if value}


def _flat(item: Item) -> dict[str, Any]:
    """Ninjs 1.x with plain text."""
    return {
        "uri": item.uri,
        "type": "text",
        "version": item.version,
        "versioncreated": item.at.isoformat().replace("+00:00", "Z"),
        "pubstatus": "usable",
        "language": item.language,
        "provider": item.provider,
        "evolvedfrom": item.evolvedfrom,
        "slugline": item.slug,
        "ednote": item.ednote,
        "headline": item.headline,
        "body_text": item.body,
    }


def _flat_html(item: Item) -> dict[str, Any]:
    """Ninjs 1.x with HTML."""
    flat = _flat(item)
    del flat["body_text"]
    return flat | {"body_html": _paragraphs(item.body)}


def _second(item: Item) -> dict[str, Any]:
    """Ninjs 2.1: arrays of headlines and bodies, the agency among the sources."""
    flat = _flat(item)
    for name in ("headline", "body_text", "provider"):
        del flat[name]
    return flat | {
        "copyrightholder": item.provider,
        "infosources": [{"name": item.provider}],
        "headlines": [{"role": "main", "value": item.headline}],
        "bodies": [
            {"role": "main", "contenttype": "text/plain", "charcount": len(item.body), "value": item.body}
        ],
    }


def _third(item: Item) -> dict[str, Any]:
    """Ninjs 3.0: as 2.1, in camel case, here with HTML."""
    return {
        "uri": item.uri,
        "type": "text",
        "standard": {"name": "ninjs", "version": "3.0"},
        "version": item.version,
        "versionCreated": item.at.isoformat(),
        "pubStatus": "usable",
        "copyrightHolder": item.provider,
        "infosources": [{"name": item.provider}],
        "language": item.language,
        "slugline": item.slug,
        "edNote": item.ednote,
        "headlines": [{"role": "main", "contentType": "text/plain", "value": item.headline}],
        "bodies": [{"role": "main", "contentType": "text/html", "value": _paragraphs(item.body)}],
    }


def _paragraphs(body: str) -> str:
    """The body as HTML paragraphs."""
    return "".join(f"<p>{html.escape(paragraph, quote=False)}</p>\n" for paragraph in body.split("\n\n"))
