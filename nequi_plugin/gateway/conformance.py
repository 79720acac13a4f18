"""What any gateway must do before it may stand in for Nequi: a suite for pytest.

Subclass ``GatewayConformance`` in a test module and give three fixtures: ``gateway`` (a
``Gateway``), ``credentials`` and ``sim`` (a ``Counterpart``: the payer's side and its book).
Each test wants a fresh book.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from nequi_plugin.gateway.client import new_message_id
from nequi_plugin.gateway.counterpart import Counterpart, id_of, one_of, same
from nequi_plugin.gateway.promises_qr import CodePromises
from nequi_plugin.gateway.promises_reverse import ReversePromises
from nequi_plugin.gateway.protocol import Answer, CodeRefused, Credentials, Gateway, Verdict
from nequi_plugin.money import Pesos, pesos


class GatewayConformance(CodePromises, ReversePromises):
    """The behaviour that the service relies on, one promise per test."""

    amount: Pesos = pesos(25000)

    def test_an_accepted_create_has_an_id_and_waits(
        self, gateway: Gateway, credentials: Credentials, sim: Counterpart
    ) -> None:
        answer = self._create(gateway, credentials, sim.phone)
        same(answer.verdict, Verdict.ACCEPTED)
        told = gateway.status(credentials, transaction_id=id_of(answer))
        same((told.verdict, told.value), (Verdict.PENDING, self.amount))

    def test_an_accepted_request_is_paid_with_its_value_and_payee(
        self, gateway: Gateway, credentials: Credentials, sim: Counterpart
    ) -> None:
        told = self._after(gateway, credentials, sim, "accept")
        same((told.verdict, told.value), (Verdict.PAID, self.amount))
        same((told.name, told.phone in (None, sim.phone)), (sim.payee, True))

    def test_a_rejected_request_says_so(
        self, gateway: Gateway, credentials: Credentials, sim: Counterpart
    ) -> None:
        told = self._after(gateway, credentials, sim, "reject")
        one_of(told.verdict, {Verdict.CANCELLED_OR_REJECTED, Verdict.REJECTED})

    def test_a_request_that_nobody_answers_expires(
        self, gateway: Gateway, credentials: Credentials, sim: Counterpart
    ) -> None:
        transaction_id = id_of(self._create(gateway, credentials, sim.phone))
        sim.expire()
        told = gateway.status(credentials, transaction_id=transaction_id)
        same(told.verdict, Verdict.EXPIRED)

    def test_a_cancel_is_no_verdict_and_the_status_tells(
        self, gateway: Gateway, credentials: Credentials, sim: Counterpart
    ) -> None:
        transaction_id = id_of(self._create(gateway, credentials, sim.phone))
        same(self._cancel(gateway, credentials, sim, transaction_id), Verdict.ACCEPTED)
        told = gateway.status(credentials, transaction_id=transaction_id)
        same(told.verdict, Verdict.CANCELLED_OR_REJECTED)
        again = self._cancel(gateway, credentials, sim, transaction_id)
        one_of(again, {Verdict.ACCEPTED, Verdict.UNCLEAR})

    def test_a_cancel_after_the_payment_undoes_nothing(
        self, gateway: Gateway, credentials: Credentials, sim: Counterpart
    ) -> None:
        transaction_id = id_of(self._create(gateway, credentials, sim.phone))
        sim.accept(transaction_id)
        answer = self._cancel(gateway, credentials, sim, transaction_id)
        one_of(answer, {Verdict.ACCEPTED, Verdict.UNCLEAR})
        told = gateway.status(credentials, transaction_id=transaction_id)
        same((told.verdict, told.value), (Verdict.PAID, self.amount))

    def test_a_number_without_nequi_is_a_clear_refusal(
        self, gateway: Gateway, credentials: Credentials, sim: Counterpart
    ) -> None:
        answer = self._create(gateway, credentials, sim.phone_without_nequi)
        same((answer.verdict, answer.reason), (Verdict.FAILED, "no_nequi"))
        same((bool(answer.code), answer.transaction_id), (True, None))

    def test_an_unknown_transaction_is_no_verdict(
        self, gateway: Gateway, credentials: Credentials, sim: Counterpart
    ) -> None:
        told = gateway.status(credentials, transaction_id="350-12345-1-NoSuchOne1")
        same((told.verdict, told.value), (Verdict.UNCLEAR, None))

    def test_a_lost_answer_is_unclear_and_sent_once(
        self, gateway: Gateway, credentials: Credentials, sim: Counterpart
    ) -> None:
        message_id = new_message_id()
        sim.lose_answers()
        answer = self._create(gateway, credentials, sim.phone, message_id)
        same((answer.verdict, answer.transaction_id), (Verdict.UNCLEAR, None))
        same(list(sim.booked()), [message_id])

    def test_a_refused_call_was_not_sent(
        self, gateway: Gateway, credentials: Credentials, sim: Counterpart
    ) -> None:
        sim.refuse_calls()
        answer = self._create(gateway, credentials, sim.phone)
        same((answer.verdict, answer.reason), (Verdict.NOT_SENT, "not_sent"))
        same(list(sim.booked()), [])

    def test_wrong_credentials_are_not_sent(
        self, gateway: Gateway, credentials: Credentials, sim: Counterpart
    ) -> None:
        wrong = replace(credentials, client_secret=credentials.client_secret + "x")
        answer = self._create(gateway, wrong, sim.phone)
        same((answer.verdict, answer.alert), (Verdict.NOT_SENT, True))
        same(list(sim.booked()), [])

    def test_a_revoked_token_costs_one_resend_by_the_caller(
        self, gateway: Gateway, credentials: Credentials, sim: Counterpart
    ) -> None:
        first, message_id = id_of(self._create(gateway, credentials, sim.phone)), new_message_id()
        sim.revoke_tokens()
        answer = self._create(gateway, credentials, sim.phone, message_id)
        same((answer.verdict, answer.unauthorized), (Verdict.NOT_SENT, True))
        again = self._create(gateway, credentials, sim.phone, message_id)
        same((again.verdict, sim.booked()[1:]), (Verdict.ACCEPTED, [message_id]))
        sim.revoke_tokens()
        told = gateway.status(credentials, transaction_id=first)
        same(told.verdict, Verdict.PENDING)

    def test_the_report_joins_by_message_id(
        self, gateway: Gateway, credentials: Credentials, sim: Counterpart
    ) -> None:
        message_id = new_message_id()
        paid = id_of(self._create(gateway, credentials, sim.phone, message_id))
        self._create(gateway, credentials, sim.phone)
        sim.accept(paid)
        report = gateway.report(credentials, start=sim.today, end=sim.today)
        lines = [(line.message_id, line.transaction_id, line.value) for line in report.lines]
        same(lines, [(message_id, paid, self.amount)])
        same(report.commerce, sim.payee)

    def test_a_wrong_code_is_told_apart(
        self, gateway: Gateway, credentials: Credentials, sim: Counterpart
    ) -> None:
        wrong = replace(credentials, code="NIT_999999999")
        answer = self._create(gateway, wrong, sim.phone)
        same((answer.verdict, answer.alert), (Verdict.FAILED, True))
        try:
            gateway.report(wrong, start=sim.today, end=sim.today)
        except CodeRefused:
            return
        raise AssertionError("the report accepted a code that is not the merchant's")

    def test_many_threads_share_one_gateway(
        self, gateway: Gateway, credentials: Credentials, sim: Counterpart
    ) -> None:
        ids = [new_message_id() for _ in range(16)]
        with ThreadPoolExecutor(8) as pool:
            answers = list(
                pool.map(lambda mid: self._create(gateway, credentials, sim.phone, mid), ids)
            )
        same({answer.verdict for answer in answers}, {Verdict.ACCEPTED})
        same(len({id_of(answer) for answer in answers}), len(ids))
        same(sorted(sim.booked()), sorted(ids))

    def _create(
        self, gateway: Gateway, credentials: Credentials, phone: str, message_id: str = ""
    ) -> Answer:
        return gateway.create(
            credentials,
            message_id=message_id or new_message_id(),
            phone=phone,
            value=self.amount,
            reference="PED-1001",
        )

    def _cancel(
        self, gateway: Gateway, credentials: Credentials, sim: Counterpart, transaction_id: str
    ) -> Verdict:
        return gateway.cancel(credentials, transaction_id=transaction_id, phone=sim.phone).verdict

    def _after(
        self, gateway: Gateway, credentials: Credentials, sim: Counterpart, decision: str
    ) -> Answer:
        transaction_id = id_of(self._create(gateway, credentials, sim.phone))
        {"accept": sim.accept, "reject": sim.reject}[decision](transaction_id)
        return gateway.status(credentials, transaction_id=transaction_id)
