"""What each reason of a dead letter means, and what to do about it."""

from typing import Final

from schemas import Reason

SOUND: Final = "There is nothing to redrive."
REMEDIES: Final = {
    Reason.EMPTY: f"A tombstone, or a message without content. Ask the sender what it means by it. {SOUND}",
    Reason.NOT_UTF8: "Another encoding, or compressed. Have the feed send UTF-8; these items have to come"
    " again from it, unless a release reads the encoding: then redrive them.",
    Reason.NOT_JSON: "Another format (XML, plain text), or cut off on the way. Have the feed send ninjs, one"
    " object a message; redrive after a release that reads the format.",
    Reason.NOT_AN_OBJECT: "JSON, but a list or a value. Have the feed send one object a message; redrive"
    " after a release that reads the form.",
    Reason.WRONG_TYPE: "A property is not what ninjs has there; the detail names it. Have the feed corrected"
    " and the item sent again; redrive after a release that reads it.",
    Reason.NO_URI: "Nothing says which item it is. Have the feed send `uri` (or `guid`); redrive after a"
    " release that finds the identity elsewhere.",
    Reason.NO_TEXT: f"A sound item without text: a picture, an event. Nothing needs to be done. {SOUND}",
    Reason.TOO_LARGE: "Larger than a topic takes; the detail names it. Raise WIRE_MAX_MESSAGE_BYTES and the"
    " topic's max.message.bytes and redrive it; if the letter was cut, have it sent again.",
    Reason.NOT_A_FINGERPRINT: "Something else than our fingerprint workers writes to wire.fingerprints, or"
    " workers of another release. Run workers of one release; redrive once they read it.",
    Reason.POISON: "It ended the worker at each of WIRE_ATTEMPTS attempts: a bug of ours, which the detail"
    " names. Report it with the message; redrive after a release that mends it.",
}
"""One for each reason: a test says that none is left out."""
