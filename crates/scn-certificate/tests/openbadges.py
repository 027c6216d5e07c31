"""Reads a certificate with openbadgeslib: its page's credential from standard input, or a picture that it is baked into.

Prints the library's result as JSON, or `refused` and the reason. A third argument is the required learner: the
library compares it with the subject's `id` alone.
"""

import json
import sys

from openbadgeslib.ob3.verifier import OB3Verifier, OB3VerificationError

form, did, *recipient = sys.argv[1:]
given = sys.stdin.buffer.read()
token = OB3Verifier.extract_token_from_svg(given) if form == "svg" else given.decode().strip()
try:
    it = OB3Verifier.for_issuer_did(did).verify(token, *recipient)
except OB3VerificationError as error:
    print(f"refused: {error}")
    sys.exit(0)
titles = {described.id: described.name for described in it.achievement.result_descriptions}
print(json.dumps({
    "issuer": it.issuer.name,
    "learner": [[one.identity_type, one.hashed, one.identity_hash] for one in it.identifiers],
    "achievement": it.achievement.name,
    "type": it.achievement.achievement_type,
    "results": [[titles[one.result_description], one.value] for one in it.results],
    "evidence": [[one.genre, one.name, one.narrative] for one in it.evidence],
}, ensure_ascii=False))
