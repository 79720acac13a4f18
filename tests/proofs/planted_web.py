"""``python -m tests.proofs.planted_web``: the shop with the guard in ``TEST_PLANT`` off."""

from __future__ import annotations

import os
import sys

from storefront import web
from tests import plants

if __name__ == "__main__":
    plants.plant(os.environ["TEST_PLANT"], setattr)
    sys.exit(web.main())
