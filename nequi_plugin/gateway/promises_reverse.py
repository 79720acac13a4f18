"""What any gateway promises about giving money back; part of ``GatewayConformance``."""

from __future__ import annotations

from nequi_plugin.gateway.client import new_message_id
from nequi_plugin.gateway.counterpart import Counterpart, id_of, same
from nequi_plugin.gateway.protocol import Answer, Credentials, Gateway, Verdict
from nequi_plugin.money import Pesos, pesos


class ReversePromises:
    """A capture is given back whole and once, and a clear refusal is told from a lost answer."""

    amount: Pesos = pesos(25000)

    def test_a_paid_request_is_given_back_once(
        self, gateway: Gateway, credentials: Credentials, sim: Counterpart
    ) -> None:
        message_id = self._paid(gateway, credentials, sim)
        same(self._reverse(gateway, credentials, sim, message_id).verdict, Verdict.ACCEPTED)
        self._refused(self._reverse(gateway, credentials, sim, message_id))

    def test_a_paid_code_is_given_back_to_the_phone_that_paid_it(
        self, gateway: Gateway, credentials: Credentials, sim: Counterpart
    ) -> None:
        message_id = new_message_id()
        code = gateway.create_qr(
            credentials, message_id=message_id, value=self.amount, reference=""
        )
        sim.pay_code(id_of(code), sim.phone)
        payload = code.payload or ""
        told = self._reverse(gateway, credentials, sim, message_id, payload=payload)
        same((bool(payload), told.verdict), (True, Verdict.ACCEPTED))

    def test_what_nobody_paid_is_not_given_back(
        self, gateway: Gateway, credentials: Credentials, sim: Counterpart
    ) -> None:
        message_id = new_message_id()
        self._ask(gateway, credentials, sim, message_id)
        self._refused(self._reverse(gateway, credentials, sim, message_id))

    def test_another_value_or_message_is_not_given_back(
        self, gateway: Gateway, credentials: Credentials, sim: Counterpart
    ) -> None:
        message_id = self._paid(gateway, credentials, sim)
        less = pesos(self.amount - 1)
        self._refused(self._reverse(gateway, credentials, sim, message_id, value=less))
        self._refused(self._reverse(gateway, credentials, sim, new_message_id()))

    def test_a_reverse_whose_answer_is_lost_is_unclear(
        self, gateway: Gateway, credentials: Credentials, sim: Counterpart
    ) -> None:
        message_id = self._paid(gateway, credentials, sim)
        sim.lose_answers()
        told = self._reverse(gateway, credentials, sim, message_id)
        same((told.verdict, told.reason), (Verdict.UNCLEAR, ""))

    def test_a_refused_call_gave_nothing_back(
        self, gateway: Gateway, credentials: Credentials, sim: Counterpart
    ) -> None:
        message_id = self._paid(gateway, credentials, sim)
        sim.refuse_calls()
        told = self._reverse(gateway, credentials, sim, message_id)
        same((told.verdict, told.reason), (Verdict.NOT_SENT, "not_sent"))

    def test_a_revoked_token_leaves_the_one_resend_of_a_reverse_to_the_caller(
        self, gateway: Gateway, credentials: Credentials, sim: Counterpart
    ) -> None:
        message_id = self._paid(gateway, credentials, sim)
        sim.revoke_tokens()
        told = self._reverse(gateway, credentials, sim, message_id)
        same((told.verdict, told.unauthorized), (Verdict.NOT_SENT, True))
        same(self._reverse(gateway, credentials, sim, message_id).verdict, Verdict.ACCEPTED)

    def _ask(
        self, gateway: Gateway, credentials: Credentials, sim: Counterpart, message_id: str
    ) -> str:
        answer = gateway.create(
            credentials, message_id=message_id, phone=sim.phone, value=self.amount, reference=""
        )
        return id_of(answer)

    def _paid(self, gateway: Gateway, credentials: Credentials, sim: Counterpart) -> str:
        message_id = new_message_id()
        sim.accept(self._ask(gateway, credentials, sim, message_id))
        return message_id

    def _reverse(
        self,
        gateway: Gateway,
        credentials: Credentials,
        sim: Counterpart,
        message_id: str,
        *,
        value: Pesos | None = None,
        payload: str = "",
    ) -> Answer:
        return gateway.reverse(
            credentials,
            message_id=message_id,
            phone=sim.phone,
            value=value or self.amount,
            payload=payload,
        )

    @staticmethod
    def _refused(answer: Answer) -> None:
        same((answer.verdict, answer.reason), (Verdict.FAILED, "refused"))
