"""What any gateway promises about codes; part of ``GatewayConformance``."""

from __future__ import annotations

from dataclasses import replace

from nequi_plugin.gateway.client import new_message_id
from nequi_plugin.gateway.counterpart import Counterpart, id_of, same
from nequi_plugin.gateway.protocol import Answer, Credentials, Gateway, Verdict
from nequi_plugin.money import Pesos, pesos


class CodePromises:
    """A code is made once, asked about by what came with it, and paid by anybody."""

    amount: Pesos = pesos(25000)

    def test_a_code_has_a_text_and_an_id_and_waits(
        self, gateway: Gateway, credentials: Credentials, sim: Counterpart
    ) -> None:
        code = self._code(gateway, credentials)
        same((code.verdict, bool(code.payload)), (Verdict.ACCEPTED, True))
        told = self._told(gateway, credentials, code)
        same((told.verdict, told.value), (Verdict.PENDING, self.amount))

    def test_two_codes_for_the_same_value_are_two(
        self, gateway: Gateway, credentials: Credentials, sim: Counterpart
    ) -> None:
        first, second = (self._code(gateway, credentials) for _ in range(2))
        sim.pay_code(id_of(second), "")
        same(len({first.payload, second.payload}), 2)
        same(self._told(gateway, credentials, first).verdict, Verdict.PENDING)
        same(self._told(gateway, credentials, second).verdict, Verdict.PAID)

    def test_a_code_paid_with_nequi_tells_value_payee_and_perhaps_the_phone(
        self, gateway: Gateway, credentials: Credentials, sim: Counterpart
    ) -> None:
        code = self._code(gateway, credentials)
        sim.pay_code(id_of(code), sim.phone)
        told = self._told(gateway, credentials, code)
        same((told.verdict, told.value, told.name), (Verdict.PAID, self.amount, sim.payee))
        same(told.phone in (None, sim.phone), True)

    def test_a_code_paid_from_another_bank_tells_no_phone(
        self, gateway: Gateway, credentials: Credentials, sim: Counterpart
    ) -> None:
        code = self._code(gateway, credentials)
        sim.pay_code(id_of(code), "")
        told = self._told(gateway, credentials, code)
        same((told.verdict, told.value, told.phone), (Verdict.PAID, self.amount, None))

    def test_a_code_that_nobody_pays_expires(
        self, gateway: Gateway, credentials: Credentials, sim: Counterpart
    ) -> None:
        code = self._code(gateway, credentials)
        sim.expire()
        same(self._told(gateway, credentials, code).verdict, Verdict.EXPIRED)

    def test_a_code_whose_answer_is_lost_has_no_text_and_is_asked_for_once(
        self, gateway: Gateway, credentials: Credentials, sim: Counterpart
    ) -> None:
        message_id = new_message_id()
        sim.lose_answers()
        code = self._code(gateway, credentials, message_id)
        same((code.verdict, code.payload, code.transaction_id), (Verdict.UNCLEAR, None, None))
        same(list(sim.booked()), [message_id])

    def test_a_refused_call_for_a_code_was_not_sent(
        self, gateway: Gateway, credentials: Credentials, sim: Counterpart
    ) -> None:
        sim.refuse_calls()
        code = self._code(gateway, credentials)
        same((code.verdict, code.reason), (Verdict.NOT_SENT, "not_sent"))
        same(list(sim.booked()), [])

    def test_no_code_is_made_for_a_merchant_that_is_none(
        self, gateway: Gateway, credentials: Credentials, sim: Counterpart
    ) -> None:
        code = self._code(gateway, replace(credentials, code="NIT_999999999"))
        same((code.verdict, code.alert, code.payload), (Verdict.FAILED, True, None))

    def test_the_report_joins_a_code_by_message_id(
        self, gateway: Gateway, credentials: Credentials, sim: Counterpart
    ) -> None:
        message_id = new_message_id()
        sim.pay_code(id_of(self._code(gateway, credentials, message_id)), "")
        report = gateway.report(credentials, start=sim.today, end=sim.today)
        lines = [(line.message_id, line.value) for line in report.lines]
        same(lines, [(message_id, self.amount)])

    def _code(self, gateway: Gateway, credentials: Credentials, message_id: str = "") -> Answer:
        return gateway.create_qr(
            credentials,
            message_id=message_id or new_message_id(),
            value=self.amount,
            reference="PED-1001",
        )

    @staticmethod
    def _told(gateway: Gateway, credentials: Credentials, code: Answer) -> Answer:
        return gateway.status_qr(
            credentials, transaction_id=id_of(code), payload=code.payload or ""
        )
