"""Web processes that share one database, one Nequi and one mailbox, and may be killed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.proofs.people import Visitor
from tests.support.databases import Seeded
from tests.support.phone import Phone, Push
from tests.support.ports import free_port
from tests.support.processes import StoreProcess
from tests.support.waiting import PATIENCE, wait_until
from tests.support.world import World, running_world
from tests.walks.office import wait_for_nequi

PLANTED = "tests.proofs.planted_web"


@dataclass(frozen=True)
class Shops:
    """``world`` is the first process; ``another`` starts more."""

    world: World
    _open: ExitStack

    @property
    def store(self) -> StoreProcess:
        """The first web process."""
        return self.world.store

    @property
    def phone(self) -> Phone:
        """The payer's phone and Nequi's book."""
        return self.world.phone

    def visitor(self) -> Visitor:
        """Somebody at the first process's address."""
        return Visitor(self.world.url)

    def another(self, **settings: str) -> StoreProcess:
        """One more web process on the same database; with ``TEST_PLANT`` a broken one."""
        port = str(free_port())
        env = {**self.store.env, "STORE_PORT": port, **settings}
        module = PLANTED if "TEST_PLANT" in settings else "storefront.web"
        log = self.store.log.with_name(f"store-{port}.log")
        return self._open.enter_context(StoreProcess(env, log, module))

    def sent(self) -> list[Push]:
        """Every push in Nequi's book, refused ones too."""
        return self.phone.pushes()

    def until_sent(self, count: int, seconds: float = PATIENCE) -> list[Push]:
        """The book's pushes once there are ``count`` of them."""
        return wait_until(lambda: p if len(p := self.sent()) >= count else None, seconds)

    def until(self, page: str, state: str, jump: float = 0, seconds: float = PATIENCE) -> None:
        """The page says ``state`` in time; business time may leap by ``jump`` meanwhile."""
        visitor = self.visitor()

        seen: list[str | None] = []

        def there() -> bool:
            if (now := visitor.state(page)) == state:
                return True
            if seen[-1:] != [now]:
                seen.append(now)
            if jump:
                self.phone.advance(jump)
            return False

        try:
            wait_until(there, seconds)
        except AssertionError as late:
            raise AssertionError(f"{state} awaited, seen {seen}") from late

    def states(self) -> list[str]:
        """``flask nequi show``: the states of all attempts, newest first."""
        return [row["state"] for row in self.store.json("nequi", "show")]

    def assert_sent_once(self) -> None:
        """No MessageID was heard twice, accepted or not."""
        book = self.phone.book()
        assert set(book["creates"].values()) <= {1}, book["creates"]


@contextmanager
def running_shops(seeded: Seeded, folder: Path, **settings: str) -> Iterator[Shops]:
    """A world of its own that takes payments."""
    module = PLANTED if "TEST_PLANT" in settings else "storefront.web"
    with running_world(seeded, folder, module, **settings) as world, ExitStack() as opened:
        wait_for_nequi(world)
        yield Shops(world, opened)
