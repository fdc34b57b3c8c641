"""What comes in at log-in, and about passwords, addresses and keys."""

from typing import Annotated

from pydantic import AfterValidator, Field

from freelancerclub.features.auth.rules import ascii_address, check_password
from freelancerclub.wire.validate import Inputs, RequiredText, Text, confirms, longest, wrong


def _address(value: str) -> str:
    address = ascii_address(value)
    if address is None:
        raise wrong("must contain a valid email address.")
    return address


Email = Annotated[RequiredText, AfterValidator(_address)]
NewPassword = Annotated[RequiredText, AfterValidator(check_password)]


class Login(Inputs):
    email: RequiredText = Field(title="Email Address")
    password: RequiredText = Field(title="Password")


class Forgotten(Inputs):
    email: RequiredText = Field(title="Email Address")


class Reset(Inputs):
    """`token` is the one of the mail."""

    token: RequiredText = Field(title="Token")
    password: NewPassword = Field(title="Password")
    pass_confirm: Annotated[RequiredText, confirms("password", "Password")] = Field(title="Password Confirmation")


class PasswordChange(Inputs):
    """`password` is the present one."""

    password: RequiredText = Field(title="Password")
    new_password: NewPassword = Field(title="New Password")
    pass_confirm: Annotated[RequiredText, confirms("new_password", "New Password")] = Field(
        title="Password Confirmation"
    )


class EmailChange(Inputs):
    """`password` is the present one."""

    email: Email = Field(title="Email Address")
    password: RequiredText = Field(title="Password")


class EmailConfirmation(Inputs):
    """`token` is the code of the mail."""

    token: RequiredText = Field(title="Token")


class KeyWanted(Inputs):
    """`label` reminds its owner of what the key is for."""

    label: Annotated[Text, longest(100)] = Field("", title="Label")
