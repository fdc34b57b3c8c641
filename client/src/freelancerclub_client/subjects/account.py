"""Logging in and out, passwords, addresses, API keys; what one's programs used."""

from datetime import date

from freelancerclub_client.calls import Call, Id, data_as, data_as_list, delete, done, get, number, post
from freelancerclub_client.paging import AT_ONCE, Listing, listing
from freelancerclub_client.records.people import ApiKey, LoginUser, NewApiKey
from freelancerclub_client.records.record import Done
from freelancerclub_client.records.reference import Usage
from freelancerclub_client.subjects.subject import Door, Subject, asks, lists


class Auth(Subject[Door]):
    """What an account is entered with. Only the token opens most of it, not an API key."""

    @asks
    def login(self, email: str, password: str) -> Call[LoginUser]:
        """Logs in: calls from here on are this person's. (E2)"""
        form = {"email": email, "password": password}
        # Twice is two tokens, so no key is needed; and one would have the second answered without its token.
        return post("/auth/login", data_as(LoginUser), form, repeats=True, keyed=False, open=True, keeps_token=True)

    @asks
    def refresh(self) -> Call[LoginUser]:
        """A new token before the old one ends. One that has ended is renewed without being asked. (E3)"""
        return get("/auth/refresh", data_as(LoginUser), in_person=True, keeps_token=True)

    @asks
    def forgot(self, email: str) -> Call[Done]:
        """Has a code mailed, if there is such an account. (E12)"""
        return post("/users/forgot", done, {"email": email}, open=True)

    @asks
    def reset(self, token: str, password: str) -> Call[Done]:
        """A new password, by the code of that mail; every token ends. (ours)"""
        form = {"token": token, "password": password, "pass_confirm": password}
        return post("/auth/reset", done, form, open=True)

    @asks
    def change_password(self, password: str, new_password: str) -> Call[LoginUser]:
        """A new password for a known one; every other token ends. (ours)"""
        form = {"password": password, "new_password": new_password, "pass_confirm": new_password}
        return post("/auth/password", data_as(LoginUser), form, in_person=True, keeps_token=True)

    @asks
    def change_email(self, email: str, password: str) -> Call[Done]:
        """Has a code sent to the new address, for `confirm_email`. (ours)"""
        return post("/auth/email", done, {"email": email, "password": password}, in_person=True)

    @asks
    def confirm_email(self, token: str) -> Call[Done]:
        """Makes it the account's address. (ours)"""
        return post("/auth/email/confirm", done, {"token": token}, open=True)

    @asks
    def logout(self) -> Call[Done]:
        """Ends the token and forgets it. (ours)"""
        return post("/auth/logout", done, in_person=True, drops_token=True)

    @asks
    def logout_everywhere(self) -> Call[Done]:
        """Ends every token that one has. (ours)"""
        return post("/auth/logout/all", done, in_person=True, drops_token=True)

    @asks
    def keys(self) -> Call[list[ApiKey]]:
        """One's API keys. (ours)"""
        return get("/auth/keys", data_as_list(ApiKey), in_person=True)

    @asks
    def make_key(self, label: str = "") -> Call[NewApiKey]:
        """A new API key; what it is is shown this once. (ours)"""
        return post("/auth/keys", data_as(NewApiKey), {"label": label}, in_person=True)

    @asks
    def revoke_key(self, key_id: Id) -> Call[Done]:
        """Ends an API key. (ours)"""
        return delete(f"/auth/keys/{number(key_id)}", done, in_person=True)


class UsageOf(Subject[Door]):
    """What one's programs sent and received."""

    @lists
    def days(
        self, start: date | str | None = None, end: date | str | None = None, *, page_size: int = AT_ONCE
    ) -> Listing[Usage]:
        """A row a person and day, the oldest first. (E1)"""
        query = {"startdate": start, "enddate": end}
        return listing("/usage", Usage, query, cursor="usage_id", page_size=page_size, offset=0)
