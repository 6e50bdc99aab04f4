"""PostgreSQL: a pool whose connections come back whatever happens to the server."""

from typing import Any

from piccolo.engine.postgres import PostgresEngine, PostgresTransaction


class _PooledTransaction(PostgresTransaction):
    """A PostgreSQL transaction that gives its connection back whatever happens: each one kept by a
    server that went away would be missing from the pool, until nothing answers any more."""

    async def begin(self) -> None:
        try:
            await super().begin()  # type: ignore[no-untyped-call]
        except BaseException:
            await self._let_go()
            raise

    async def rollback(self) -> None:
        # The server has rolled back by itself when it closed the connection.
        if not self.connection.is_closed():
            await super().rollback()  # type: ignore[no-untyped-call]

    async def __aexit__(self, kind: Any, exception: Any, traceback: Any) -> bool:
        if self._parent:
            return exception is None
        try:
            if exception is None:
                await self.commit()  # type: ignore[no-untyped-call]
            else:
                await self.rollback()
        finally:
            self.engine.current_transaction.reset(self.context)
            await self._let_go()
        return exception is None

    async def _let_go(self) -> None:
        if self.engine.pool:
            await self.engine.pool.release(self.connection)
        else:
            await self.connection.close()


class Postgres(PostgresEngine):
    """Piccolo's PostgreSQL engine with transactions that survive the loss of the server."""

    __slots__ = ()

    def transaction(self, allow_nested: bool = True) -> PostgresTransaction:
        return _PooledTransaction(self, allow_nested)
