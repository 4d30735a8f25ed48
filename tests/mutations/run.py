#!/usr/bin/env python3
"""Breaks each promise of PrxAuth once on purpose, in a copy of the committed tree, and shows which test notices.

usage: run.py [--check] [NAME ...]

--check only looks whether every place that would be broken is still there. Exit status 1: a promise was broken and no test noticed.
"""
import argparse
import pathlib
import re
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
CORE = "src/PrxAuth.Core/"
TESTS = "tests/PrxAuth.Core.Tests"

# name, promise, file, what stands there, what is put in its place, the tests that must fail
MUTATIONS = [
    ("lock", "one owner at a time of a credential, also across processes", CORE + "Storage/Files/KernelLock.cs",
     "if (OperatingSystem.IsWindows() || TryFlock(file, sharing, path))", "if (sharing == sharing)",
     "Processes_lose_no_write_even_when_the_framework_is_told_not_to_lock"),
    ("lock-of-framework-and-ours", "a section shuts everybody else out", CORE + "Storage/Files/KernelLock.cs",
     "        return TryAcquire(path, sharing) is { } free\n", "        path += System.Guid.NewGuid();\n        return TryAcquire(path, sharing) is { } free\n",
     "A_section_shuts_out_its_own_process_too|A_killed_owner_lets_the_next_one_in|Many_|Explicit_renewals_that_meet_share_one_answer"),
    ("read-again-in-the-lock", "whoever waited for a refresh takes its result", CORE + "Tokens/TokenService.cs",
     "return !current.NeedsLogin && isGoodEnough(current)", "return !current.NeedsLogin && !isGoodEnough(current) && isGoodEnough(current)",
     "Explicit_renewals_that_meet_share_one_answer|ConcurrentRenewalTests"),
    ("adopt-the-winner", "an invalid_grant after somebody else has won costs nothing", CORE + "Tokens/TokenRenewal.cs",
     "if (stored is { NeedsLogin: false } && !stored.UsableToken.Equals", "if (stored is { NeedsLogin: true } && !stored.UsableToken.Equals",
     "A_newer_generation_in_the_store_is_adopted_when_the_refresh_token_is_spent"),
    ("generation", "a write that follows another generation than the stored one is refused", CORE + "Storage/FileCredentialStore.cs",
     "(stored?.Generation ?? 0) != credential.Generation", "(stored?.Generation ?? 0) < 0",
     "Each_write_adds_one_generation_and_a_stale_one_is_refused"),
    ("generation-put-back", "nothing is renewed from an older copy of a file", CORE + "Storage/FileCredentialStore.cs",
     "return credential?.Generation < lastWritten", "return credential?.Generation < 0",
     "An_old_generation_that_was_put_back_is_read_but_never_renewed_from"),
    ("fsync-of-the-file", "a profile is on the medium before it has its name", CORE + "Storage/Files/DurableWriter.cs",
     "DiskFlush.Flush(stream.SafeFileHandle);", "stream.Flush(flushToDisk: false);",
     "A_profile_is_on_the_medium_before_it_has_its_name"),
    ("fsync-of-the-directory", "the new name is on the medium before the write ends", CORE + "Storage/Files/DiskFlush.cs",
     "        Flush(handle);", "        _ = handle;",
     "A_profile_is_on_the_medium_before_it_has_its_name"),
    ("failed-fsync", "a flush that failed is no success", CORE + "Storage/Files/DiskFlush.cs",
     "        while (Sync(file) != 0)", "        while (Sync(file) > 0)",
     "A_flush_that_fails_is_not_taken_for_one_that_worked"),
    ("rename", "a file is replaced, never written over", CORE + "Storage/Files/DurableWriter.cs",
     "=> File.Move(temporary, path, overwrite: true);",
     "{ File.Copy(temporary, path, overwrite: true); File.Delete(temporary); }",
     "A_profile_is_on_the_medium_before_it_has_its_name"),
    ("second-try", "an answer outlives a write step that fails once", CORE + "Storage/Files/DurableWriter.cs",
     "            Release(path);\n            try\n", "            Release(path);\n            throw StoreFailure.Writing(path, e);\n#pragma warning disable CS0162\n            try\n",
     "An_answer_outlives_a_step_that_fails_once_while_it_is_written"),
    ("note-before-sending", "a process killed between request and answer leaves word of it; a full store is noticed before a token is spent",
     CORE + "Tokens/RefreshRedemption.cs",
     "Credential noted = isInDoubt ? credential :", "Credential noted = isInDoubt || credential.Generation > 0 ? credential :",
     "An_answer_leaves_a_doubt_only_where|Nothing_is_spent_while_the_store_cannot_be_written|An_expired_token_is_refreshed_once"),
    ("ask-again", "a lost answer is asked for once more", CORE + "Tokens/RefreshRedemption.cs",
     "reply = await SendAgainAsync(provider, grant, noted).ConfigureAwait(false);", "throw RenewalDoubt.StillOpen(noted, e);",
     "A_lost_answer_is_asked_for_again_within_the_grace_of_the_provider"),
    ("only-the-grant-ends-a-login", "a refusal that is not about the grant costs no login", CORE + "Tokens/RefreshRedemption.cs",
     "if (EndsTheGrant(reply, failure) ||", "if (EndsTheGrant(reply, failure) || !SaysNothingOfTheGrant(reply) ||",
     "A_refusal_that_is_not_about_the_grant_costs_no_login"),
    ("mark-before-revoking", "a sign-out that was interrupted leaves no profile that looks alive", CORE + "Flows/SignOutService.cs",
     "            return await section.WriteAsync(\n                credential with { LoginRequiredReason = reason, UpdatedAt = _time.GetUtcNow() }).ConfigureAwait(false);",
     "            return await Task.FromResult(credential with { Account = reason, UpdatedAt = _time.GetUtcNow(), Generation = credential.Generation + (section is null ? 1 : 0) }).ConfigureAwait(false);",
     "A_sign_out_that_was_begun_leaves_no_profile_that_looks_alive"),
    ("clock-set-back", "a clock that was set back makes no token live longer", CORE + "Profiles/Credential.cs",
     "UpdatedAt - now > s_clockTolerance && ExpiresAt is not null", "UpdatedAt - now > TimeSpan.MaxValue - s_clockTolerance && ExpiresAt is not null",
     "A_clock_that_was_set_back_does_not_make_a_token_live_longer"),
    ("place-of-a-file", "a file opens under its own name only", CORE + "Storage/Format/SealedProfile.cs",
     "        AppendName(name.Profile, ref rest);\n", "",
     "A_file_opens_under_its_own_name_and_in_its_own_store_only"),
    ("set-aside", "a damaged file is kept when a new one takes its place", CORE + "Storage/FileCredentialStore.cs",
     "if (write.Replaced != SealedFileFault.None)", "if (write.Replaced == SealedFileFault.TooLong)",
     "A_damaged_profile_hides_no_other_and_is_kept"),
    ("copy-of-the-header", "one damaged byte does not cost all logins", CORE + "Storage/StoreFiles.cs",
     "foreach (string path in new[] { paths.Header, ProfilePaths.Copy(paths.Header) })", "foreach (string path in new[] { paths.Header })",
     "The_header_has_a_copy_that_stands_in_and_mends_it"),
    ("both-keys-while-sealing-anew", "stopped anywhere, everything opens by what the header says", CORE + "Storage/StoreResealer.cs",
     "stored.Header with { Current = next.Slot, Previous = stored.Header.Current }", "stored.Header with { Current = next.Slot }",
     "Stopped_after_any_step_everything_opens_and_running_it_again_ends_it"),
    ("writers-hold-the-store", "nothing is written under a key that the header has just forgotten", CORE + "Storage/StoreOpener.cs",
     "KernelLock shared = await LockAsync(LockSharing.WithOthers).ConfigureAwait(false);",
     "KernelLock shared = (await KernelLock.AcquireAsync(paths.StoreLock + System.Guid.NewGuid(), LockSharing.None, s_storeWait, time, () => throw new TimeoutException(), CancellationToken.None).ConfigureAwait(false));",
     "A_writer_on_its_way_is_waited_for_before_its_key_is_forgotten"),
    ("links", "no file of the store is reached through a link", CORE + "Storage/Files/BoundedFile.cs",
     "NativeMethods.OpenReadOnly | NativeMethods.OpenFileItself", "NativeMethods.OpenReadOnly",
     "A_pipe_or_a_link_in_the_place_of_a_file_is_refused_at_once"),
    ("links-of-locks", "a lock leads nowhere else", CORE + "Storage/Files/KernelLock.cs",
     "        PathTrust.CheckIsAlone(path);\n", "",
     "A_lock_that_is_a_link_is_refused_and_its_target_untouched|A_lock_with_another_name_elsewhere_is_refused"),
    ("owner-and-mode", "a store that others can write is refused", CORE + "Storage/Files/StoreDirectories.cs",
     "        PathTrust.Check(directory);\n", "",
     "A_directory_that_others_can_write_is_refused"),
    ("state", "a redirect with another state ends no sign-in", CORE + "Flows/Loopback/CallbackFilter.cs",
     "if (!CryptographicOperations.FixedTimeEquals(state, _expectedState))", "if (!CryptographicOperations.FixedTimeEquals(state, state))",
     "A_wrong_state_is_told_that_it_is_not_the_sign_in_in_progress"),
    ("host", "a foreign Host is refused (DNS rebinding)", CORE + "Flows/Loopback/CallbackFilter.cs",
     "is not [var host] || !_hostFields.Contains(host))", "is not [var host] || host.Length > 4096)",
     "A_host_that_is_not_ours_is_refused"),
    ("nonce", "an id_token of another sign-in is refused", CORE + "Tokens/IdTokenValidator.cs",
     "if (!string.Equals(Text(claims, \"nonce\"), nonce, StringComparison.Ordinal))", "if (nonce is \"\")",
     "A_flawed_id_token_is_refused_by_the_name_of_its_flaw"),
]


def check(mutations):
    gone = []
    for name, _, file, old, _, _ in mutations:
        found = (ROOT / file).read_text(encoding="utf-8").count(old)
        if found != 1:
            gone.append(f"{name}: stands {found} times in {file}")
    return gone


def run(command, where):
    return subprocess.run(command, cwd=where, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)


def failed_tests(output):
    return sorted({match.split("(")[0].rsplit(".", 1)[-1] for match in re.findall(r"^\s+Failed (\S+)", output, re.MULTILINE)})


def main():
    parser = argparse.ArgumentParser(description="Breaks each promise once and shows which test notices.")
    parser.add_argument("--check", action="store_true", help="only look whether every place is still there")
    parser.add_argument("names", nargs="*", metavar="NAME")
    arguments = parser.parse_args()
    mutations = [mutation for mutation in MUTATIONS if not arguments.names or mutation[0] in arguments.names]
    gone = check(mutations)
    if gone or arguments.check:
        print("\n".join(gone) or f"{len(mutations)} places are there")
        return 1 if gone else 0

    commit = run(["git", "rev-parse", "--short", "HEAD"], ROOT).stdout.strip()
    print(f"mutations at commit {commit}", flush=True)
    begin, unnoticed = time.monotonic(), 0
    with tempfile.TemporaryDirectory(prefix="prxauth-mutations-") as place:
        copy = pathlib.Path(place) / "tree"
        run(["git", "clone", "--quiet", "--no-hardlinks", str(ROOT), str(copy)], ROOT)
        for name, promise, file, old, new, tests in mutations:
            path = copy / file
            whole = path.read_text(encoding="utf-8")
            path.write_text(whole.replace(old, new), encoding="utf-8")
            expression = "|".join(f"FullyQualifiedName~{test}" for test in tests.split("|"))
            # Only the analyzers would mind that broken code looks broken.
            built = run(["dotnet", "build", TESTS, "-nologo", "-v", "quiet", "-p:RunAnalyzers=false", "-p:TreatWarningsAsErrors=false"], copy)
            output = run(["dotnet", "test", TESTS, "--no-build", "--filter", expression], copy).stdout if built.returncode == 0 else built.stdout
            path.write_text(whole, encoding="utf-8")
            noticed = failed_tests(output) if built.returncode == 0 else []
            unnoticed += not noticed
            verdict = ", ".join(noticed) or ("DOES NOT BUILD" if built.returncode else "NOT NOTICED")
            print(f"  {name}: {promise}\n    {verdict}", flush=True)
            if built.returncode:
                print("\n".join(line for line in output.splitlines() if "error" in line)[:600])
    print(f"{len(mutations) - unnoticed} of {len(mutations)} broken promises were noticed, {time.monotonic() - begin:.0f} s")
    return 1 if unnoticed else 0


if __name__ == "__main__":
    sys.exit(main())
