#!/usr/bin/env python3
"""Reads one profile of a PrxAuth secrets store, written from docs/store-format.md alone.

usage: read_profile.py STORE_DIRECTORY PROVIDER PROFILE [--machine-id ID]

Prints {"generation": N, "contents": {...}}. The master key comes from PRX_MASTER_KEY. Needs nothing but the standard library,
except for stores sealed with a passphrase: Argon2id comes from the package `cryptography` (44 or newer).
"""
import argparse
import base64
import binascii
import hashlib
import hmac
import json
import os
import pathlib
import re
import struct
import sys

MASK = 0xFFFFFFFF


class Refused(Exception):
    """The store or the file is not what the page describes."""


# RFC 5869

def hkdf_sha256(secret, salt, info, size):
    key = hmac.new(salt, secret, hashlib.sha256).digest()
    block, output, counter = b"", b"", 1
    while len(output) < size:
        block = hmac.new(key, block + info + bytes([counter]), hashlib.sha256).digest()
        output += block
        counter += 1
    return output[:size]


# RFC 8439

def quarter_round(s, a, b, c, d):
    for x, y, z, turn in ((a, b, d, 16), (c, d, b, 12), (a, b, d, 8), (c, d, b, 7)):
        s[x] = (s[x] + s[y]) & MASK
        s[z] ^= s[x]
        s[z] = ((s[z] << turn) | (s[z] >> (32 - turn))) & MASK


def chacha20_block(key, counter, nonce):
    start = list(struct.unpack("<4I", b"expand 32-byte k") + struct.unpack("<8I", key) + (counter,) + struct.unpack("<3I", nonce))
    s = list(start)
    for _ in range(10):
        for column in range(4):
            quarter_round(s, column, 4 + column, 8 + column, 12 + column)
        for i in range(4):
            quarter_round(s, i, 4 + (i + 1) % 4, 8 + (i + 2) % 4, 12 + (i + 3) % 4)
    return struct.pack("<16I", *((x + y) & MASK for x, y in zip(s, start)))


def chacha20(key, nonce, text):
    output = bytearray()
    for i in range(0, len(text), 64):
        stream = chacha20_block(key, 1 + i // 64, nonce)
        output += bytes(x ^ y for x, y in zip(text[i:i + 64], stream))
    return bytes(output)


def poly1305(key, message):
    r = int.from_bytes(key[:16], "little") & 0x0FFFFFFC0FFFFFFC0FFFFFFC0FFFFFFF
    total = 0
    for i in range(0, len(message), 16):
        total = (total + int.from_bytes(message[i:i + 16] + b"\x01", "little")) * r % ((1 << 130) - 5)
    return ((total + int.from_bytes(key[16:], "little")) & ((1 << 128) - 1)).to_bytes(16, "little")


def padded(text):
    return text + bytes(-len(text) % 16)


def open_chacha20_poly1305(key, nonce, associated_data, sealed):
    text, tag = sealed[:-16], sealed[-16:]
    sizes = struct.pack("<QQ", len(associated_data), len(text))
    one_time_key = chacha20_block(key, 0, nonce)[:32]
    if not hmac.compare_digest(poly1305(one_time_key, padded(associated_data) + padded(text) + sizes), tag):
        raise Refused("the file does not open")
    return chacha20(key, nonce, text)


# docs/store-format.md

def argon2id(passphrase, kdf):
    if kdf["name"] != "argon2id" or kdf["parallelism"] != 1:
        raise Refused("unknown kdf")
    if not 8 <= kdf["memory_kib"] <= 1024 * 1024 or not 1 <= kdf["passes"] <= 16:
        raise Refused("the kdf's cost is out of range")
    try:
        from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
    except ImportError as e:
        raise Refused("a passphrase needs the package cryptography, 44 or newer") from e
    return Argon2id(salt=bytes.fromhex(kdf["salt"]), length=32, iterations=kdf["passes"], lanes=1, memory_cost=kdf["memory_kib"]).derive(passphrase)


def master_key(text):
    """The kind of a master key, and its bytes."""
    text = text.strip(" \t\r\n")
    if not text:
        raise Refused("PRX_MASTER_KEY is not set")
    prefix, _, rest = text.partition(":")
    for name, size, decode in (("hex", 64, bytes.fromhex), ("base64", 44, lambda t: base64.b64decode(t, validate=True))):
        digits = rest if prefix == name else text
        try:
            key = decode(digits) if len(digits) == size else b""
        except (ValueError, binascii.Error):
            key = b""
        if len(key) == 32:
            return "raw-key", key
        if prefix == name:
            raise Refused(f"PRX_MASTER_KEY is not {name}")
    return "passphrase", text.encode()


def either(path, read):
    """What is in a file, or in its copy where the file does not do."""
    try:
        return read(path.read_bytes())
    except (OSError, ValueError, Refused):
        return read(path.with_name(path.name + ".copy").read_bytes())


def secret_of(slot, store_id, store, machine_id):
    source = slot["key_source"]
    if source == "machine":
        def checked(secret):
            check = hkdf_sha256(secret, store_id, b"prx-auth/v1/install-secret-check", 16)
            if check.hex() != slot["install_secret_check"]:
                raise Refused("the install secret is not the store's")
            return secret

        name = slot.get("install_secret", "install.key")
        if not re.fullmatch(r"install(-[0-9a-f]{16})?\.key", name):
            raise Refused("the install secret is not beside the header")
        install_secret = either(store / name, checked)
        if not machine_id:
            raise Refused("the store is sealed by a machine: --machine-id is needed")
        return install_secret + machine_id.lower().encode()
    kind, key = master_key(os.environ.get("PRX_MASTER_KEY", ""))
    if kind != source:
        raise Refused(f"the store is sealed with a {source}, not with a {kind}")
    return argon2id(key, slot["kdf"]) if source == "passphrase" else key


def key_of(slot, store_id, store, machine_id):
    secret, source = secret_of(slot, store_id, store, machine_id), slot["key_source"].encode()
    if hkdf_sha256(secret, store_id, b"prx-auth/v1/key-check/" + source, 16).hex() != slot["key_check"]:
        raise Refused("the key is not the one that sealed the store")
    return hkdf_sha256(secret, store_id, b"prx-auth/v1/profiles/" + source, 32)


def read_profile(store, provider, profile, machine_id):
    header = either(store / "store.json", json.loads)
    if header["format"] != "prx-auth-store" or header["version"] != 1:
        raise Refused("not a version 1 store")
    store_id = bytes.fromhex(header["store_id"])
    key = key_of(header, store_id, store, machine_id)
    provider, profile = provider.lower(), profile.lower()
    sealed = (store / provider / f"{profile}.sealed").read_bytes()
    if not 44 <= len(sealed) <= 1 << 20:
        raise Refused("the file's size is out of range")
    magic, version, suite, zero, generation = struct.unpack("<4sBBHq", sealed[:16])
    if (magic, version, suite, zero) != (b"PRXS", 1, 1, 0) or generation < 1:
        raise Refused("not a version 1 file")
    names = b"".join(bytes([len(name)]) + name.encode() for name in (provider, profile))
    associated_data = b"prx-auth/sealed-profile/v1\0" + sealed[:16] + store_id + names
    try:
        contents = open_chacha20_poly1305(key, sealed[16:28], associated_data, sealed[28:])
    except Refused:
        if "previous" not in header:
            raise
        key = key_of(header["previous"], store_id, store, machine_id)
        contents = open_chacha20_poly1305(key, sealed[16:28], associated_data, sealed[28:])
    return generation, json.loads(contents)


def main():
    parser = argparse.ArgumentParser(description="Reads one profile of a PrxAuth secrets store.")
    parser.add_argument("store", type=pathlib.Path)
    parser.add_argument("provider")
    parser.add_argument("profile")
    parser.add_argument("--machine-id")
    arguments = parser.parse_args()
    try:
        generation, contents = read_profile(arguments.store, arguments.provider, arguments.profile, arguments.machine_id)
    except (Refused, OSError, KeyError) as e:
        print(f"read_profile: {e}", file=sys.stderr)
        return 1
    print(json.dumps({"generation": generation, "contents": contents}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
