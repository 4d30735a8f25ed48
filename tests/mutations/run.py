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
CLI = "src/PrxAuth.Cli/"
MODULE = "src/PrxAuth.Module/"
VAULT = "module/PrxAuth.Extension/Vault.ps1"
PACK = "tools/PrxAuth.Pack/"
CORE_TESTS = "tests/PrxAuth.Core.Tests"
MODULE_TESTS = "tests/PrxAuth.Module.Tests"

# name, promise, file, what stands there, what is put in its place, the tests that must fail: of Core and the command line
CORE_MUTATIONS = [
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

    # A login in the hands of other tools.
    ("helper-plain-http", "no helper hands a token to a host without TLS", CLI + "Helpers/HelperLogin.cs",
     "if (!ProviderHttp.IsTrustworthy(address))", "if (address.Host.Length == 0)",
     "What_is_not_on_the_web_or_not_encrypted_gets_nothing"),
    ("helper-host", "a helper answers for the hosts of a login, not for those that look like them", CORE + "Providers/ProviderHosts.cs",
     "&& string.Equals(own.IdnHost, address.IdnHost, StringComparison.OrdinalIgnoreCase)",
     "&& address.IdnHost.EndsWith(own.IdnHost, StringComparison.OrdinalIgnoreCase)",
     "The_host_tells_the_login_where_none_is_named"),
    ("helper-ambiguous", "where two logins fit, none is guessed", CLI + "Helpers/HelperLogin.cs",
     "return found.Length == 1 ? found[0] : null;", "return found.FirstOrDefault();",
     "Providers_that_share_a_host_are_told_apart_by_who_is_signed_in"),
    ("helper-bound-token", "a token that is bound to a key goes to no tool that cannot prove it", CLI + "Helpers/HelperLogin.cs",
     'return credential.TokenType == "Bearer" ?', "return credential.TokenType.Length > 0 ?",
     "A_token_that_is_bound_to_a_key_is_not_handed_out"),
    ("git-erase", "git's erase marks the token that was refused, not the one that came after it", CLI + "Helpers/GitHelper.cs",
     "NoteRefusedAsync(selection, asked.Secret, cancellationToken)", "NoteRefusedAsync(selection, null, cancellationToken)",
     "Erase_lets_the_next_get_renew_and_keeps_the_login"),
    ("git-expiry", "git is told when the token runs out", CLI + "Helpers/GitHelper.cs",
     "password_expiry_utc={expiry.ToUnixTimeSeconds()}", "password_expiry_utc={expiry.ToUnixTimeMilliseconds()}",
     "Get_answers_a_user_name_the_token_and_when_it_runs_out"),
    ("docker-not-found", "docker hears in its own words that a registry has no login", CLI + "Helpers/DockerHelper.cs",
     '"credentials not found in native keychain"', '"There is no login for this registry."',
     "Docker_is_told_in_its_own_words_that_there_is_none"),
    ("kubectl-version", "kubectl gets the version that it asks for", CLI + "Helpers/KubectlHelper.cs",
     '? asked ?? Group + "v1"', '? Group + "v1"',
     "Kubectl_gets_an_ExecCredential_of_the_version_it_asks_for"),
    ("aws-id-token", "aws is shown an id_token that is still good", CLI + "Helpers/AwsHelper.cs",
     "(await context.Session.IdentityTokens.GetAsync(\n                selection, credential, context.Arguments.MinimumValidity, cancellationToken).ConfigureAwait(false)).Token;",
     "credential.Tokens.IdToken;",
     "An_id_token_that_has_run_out_is_renewed_before_it_is_shown"),

    ("pending-half", "what a killed sign-in left of its record is gone after the next write", CORE + "Storage/Files/DurableWriter.cs",
     "public static void Sweep(string path) => TryDelete(path + TemporarySuffix);", "public static void Sweep(string path) => _ = path;",
     "Half_a_pending_record_of_a_killed_sign_in_is_gone_after_the_next_write_or_sign_out"),

    # Whether a profile lasts with nobody there.
    ("forecast-covers", "a profile that ends before the run does is said to", CORE + "Profiles/UnattendedForecast.cs",
     "until - now >= duration;", "until >= now;",
     "Without_a_refresh_token_it_ends_with_the_token"),
    ("forecast-refresh-end", "a refresh token that runs out is no token for ever", CORE + "Profiles/UnattendedForecast.cs",
     "new(Later(tokenEnds, refreshEnds), ", "new(Later(null, refreshEnds), ",
     "A_refresh_token_with_an_end_carries_until_then_or_until_the_last_token_runs_out"),
    ("forecast-dead", "a login that is over gives nothing from now on", CORE + "Profiles/UnattendedForecast.cs",
     'return new(now, $"only a new sign-in helps', 'return new(tokenEnds, $"only a new sign-in helps',
     "A_profile_that_needs_a_sign_in_or_whose_provider_is_gone_gives_nothing_from_now_on"),
    ("forecast-auto-refresh", "where renewal is off, the token at hand is all there is", CORE + "Profiles/UnattendedForecast.cs",
     "if (!renewsByItself)", "if (!renewsByItself && credential.Tokens.RefreshToken is null)",
     "In_doubt_and_with_renewal_off_the_token_at_hand_is_all_there_is"),
    ("check-scopes", "a run does not begin without the scopes that it needs", CORE + "Profiles/UnattendedService.cs",
     "if (missing.Length > 0)", "if (missing.Length > scopes.Count)",
     "A_profile_that_lasts_is_status_0_and_one_that_does_not_is_status_3"),
    ("check-renew", "a check with a renewal proves that the grant is alive", CORE + "Profiles/UnattendedService.cs",
     "ProfileView profile = run.Renew\n", "ProfileView profile = run.Renew && run.Scopes.Count > 0\n",
     "CheckCommandTests.Renewing_proves_it"),

    # The profile that is meant, found without the catalog.
    ("quick-alias", "an alias of the user's means what the user says", CORE + "Profiles/QuickSelection.cs",
     "if (all.Any(table => table.AliasTexts.Contains(provider, StringComparer.OrdinalIgnoreCase)))", "if (provider.Length == 0)",
     "The_profile_found_without_the_catalog_is_the_one_found_with_it|A_profile_is_found_before_the_catalog_is_put_together"),
    ("quick-auth-profile", "auth_profile names the profile, also on the short way", CORE + "Profiles/QuickSelection.cs",
     "string chosen = profile ?? active ?? ProfileKey.DefaultProfile;", "string chosen = profile ?? ProfileKey.DefaultProfile;",
     "The_profile_found_without_the_catalog_is_the_one_found_with_it"),
    ("quick-incomplete", "a provider that lacks something is not taken on the short way", CORE + "Providers/OwnProviders.cs",
     "public bool Contains(string name) => _complete.Contains(name);", "public bool Contains(string name) => _complete.Contains(name) || !AreComplete;",
     "The_profile_found_without_the_catalog_is_the_one_found_with_it"),
    ("catalog-warnings", "what a provider of the user's lacks is told", CORE + "Providers/CatalogSnapshot.cs",
     "configuration.Warnings.Concat(Catalog.Warnings);", "configuration.Warnings;",
     "What_is_missing_in_a_provider_is_told_with_the_warnings"),

    # What a terminal shows, and what a shell offers.
    ("completion-clean", "what a shell shows beside a name turns no line round", CLI + "Completion/NameSuggestions.cs",
     '(provider.Name, TerminalText.Clean($"{provider.DisplayName} ({string.Join(", ", provider.Flows.Select(FlowNames.Of))})")))),',
     '(provider.Name, $"{provider.DisplayName} ({string.Join(", ", provider.Flows.Select(FlowNames.Of))})"))),',
     "A_provider_is_offered_with_its_name_and_flows_in_one_clean_line"),
    ("completion-quiet", "completing over a broken config spoils no line", CLI + "Completion/WordCompleter.cs",
     "catch (Exception e) when (e is not OutOfMemoryException)", "catch (OutOfMemoryException)",
     "Completing_over_a_broken_config_offers_what_needs_none"),
    ("qr-page", "the QR code tells the page that has the code in it", CLI + "Rendering/UserCodeScreen.cs",
     "(prompt.VerificationUriComplete ?? prompt.VerificationUri).AbsoluteUri", "prompt.VerificationUri.AbsoluteUri",
     "The_qr_code_tells_the_page_that_has_the_code_in_it_where_there_is_one"),
    ("user-code-clean", "a user code cannot move the cursor", CLI + "Rendering/UserCodeScreen.cs",
     "string code = TerminalText.Clean(prompt.UserCode);", "string code = prompt.UserCode;",
     "A_code_cannot_move_the_cursor"),
    ("clipboard-person", "nothing is copied where nobody is to be asked", CLI + "Terminal/ConsoleFrontEnd.cs",
     "=> _isDrawn && IsInteractive\n", "=> _isDrawn\n",
     "Nothing_is_copied_where_nobody_is_to_be_asked"),
    ("clipboard-command", "what a provider sends as a code is copied only where it looks like one", CLI + "Terminal/UserCodeClipboard.cs",
     "char.IsAsciiLetterOrDigit(c) || c is '-')", "char.IsAscii(c))",
     "What_does_not_look_like_a_code_is_not_copied"),
    ("account-clean", "an account's name cannot move the cursor", CLI + "Rendering/TextTable.cs",
     'string.IsNullOrEmpty(cell.Text) ? "-" : TerminalText.Clean(cell.Text)', 'string.IsNullOrEmpty(cell.Text) ? "-" : cell.Text',
     "An_account_name_cannot_move_the_cursor"),
    ("no-colour", "NO_COLOR is heard", CLI + "Terminal/TerminalColour.cs",
     '        && string.IsNullOrEmpty(environment("NO_COLOR"))\n', "",
     "Colour_is_for_terminals_unless_it_is_not_wanted"),
]

# The same of the module, its package and its help.
MODULE_MUTATIONS = [
    ("vault-sign-in", "a vault puts no bare token in the place of a sign-in", VAULT,
     "if ($present -and \"$($present.Flow)\" -ne 'GivenToken') {", "if ($present -and \"$($present.Flow)\" -eq 'ClientCredentials') {",
     "What_is_no_token_of_somebodys_own_is_refused_and_changes_nothing"),
    ("vault-metadata", "a vault does not drop metadata in silence", VAULT,
     "if ($Metadata.Count) {", "if ($Metadata.Count -gt 100) {",
     "What_is_no_token_of_somebodys_own_is_refused_and_changes_nothing"),
    ("vault-question", "a vault asks nobody", VAULT,
     "PrxAuth\\Disconnect-PrxAuth @key -Confirm:$false", "PrxAuth\\Disconnect-PrxAuth @key",
     "Removing_a_secret_signs_it_out_without_a_question"),
    ("vault-names", "a vault leaves a pattern to others, and gives no profile that happens to fit", VAULT,
     " -and -not [System.Management.Automation.WildcardPattern]::ContainsWildcardCharacters($Name)) {", ") {",
     "A_name_that_is_not_ours_is_left_to_other_vaults"),
    ("vault-missing", "a secret of another vault is no error of this one", VAULT,
     "Write-Failure $PSCmdlet $failures -ExceptMissing", "Write-Failure $PSCmdlet $failures",
     "A_name_that_is_not_ours_is_left_to_other_vaults"),
    ("assert-ends", "what follows a failed assertion in a try does not begin", MODULE + "Commands/AssertPrxAuthProfileCommand.cs",
     "ThrowTerminatingError(ErrorRecords", "WriteError(ErrorRecords",
     "The_failure_ends_the_statement_so_that_nothing_after_it_in_a_try_begins"),
    ("check-time", "a profile that ends too soon stops the run before it begins", CORE + "Profiles/UnattendedService.cs",
     "if (!forecast.Covers(duration, now))", "if (!forecast.Covers(TimeSpan.Zero, now))",
     "A_profile_without_a_refresh_token_lasts_as_long_as_its_token|The_same_in_words_tells_a_scheduler_by_its_exit_status"),
    ("handle-holds-no-token", "a handle has no property that shows its token", MODULE + "Output/PrxAuthTokenHandle.cs",
     "    public SecureString ToSecureString() => _getToken();\n",
     "    public SecureString ToSecureString() => _getToken();\n\n"
     "    public string Token => new System.Net.NetworkCredential(string.Empty, _getToken()).Password;\n",
     "In_another_process_a_handle_names_its_profile_and_no_secret_and_becomes_a_token_again"),
    ("handle-text", "a handle prints as redacted", MODULE + "Output/PrxAuthTokenHandle.cs",
     'public override string ToString() => "[redacted]";', "public override string ToString() => Provider;",
     "In_another_process_a_handle_names_its_profile_and_no_secret_and_becomes_a_token_again"),
    ("completion-quotes", "a completed name stands for itself on the line", MODULE + "Completion/CompletionText.cs",
     "text.All(c => char.IsAsciiLetterOrDigit(c) ||", "text.All(c => !char.IsWhiteSpace(c) ||",
     "A_name_completes_to_what_stands_for_itself_on_the_line"),
    ("view-time", "the table says when a token runs out as people say it", "module/PrxAuth.Format.ps1xml",
     "<TableColumnItem><ScriptBlock>[PrxAuth.RelativeTime, PrxAuth.Module]::Format($_.ExpiresAt)</ScriptBlock></TableColumnItem>",
     "<TableColumnItem><PropertyName>ExpiresAt</PropertyName></TableColumnItem>",
     "The_default_view_has_six_columns"),
    ("view-width", "status and expiry stay in sight however long the names are", MODULE + "Output/ColumnText.cs",
     "return width <= 0 || text.Length <= room ?", "return width <= 0 || text.Length <= width ?",
     "Long_names_give_way_to_status_and_expiry"),
    ("pack-stranger", "a file of unknown origin is not packed", PACK + "ShippedLibraries.cs",
     " ?? throw new PackageException(file, \"No package and no project that is built here brings this file. Clean out/ and obj/.\"));", " ?? target.First().Key);",
     "A_library_that_nobody_knows_is_not_packed"),
    ("pack-bill", "the bill lists every file of others that ships", PACK + "BillOfMaterials.cs",
     "Files(component.Url, component.Files, files)", "Files(component.Url, component.Files.Take(1), files)",
     "Everything_of_others_that_ships_stands_in_the_bill_and_the_notices"),
    ("pack-notice", "nothing ships without its row in the notices", PACK + "ThirdPartyNotices.cs",
     "if (expected.Except(rows).FirstOrDefault() is { } missing)", "if (expected.Except(expected).FirstOrDefault() is { } missing)",
     "A_library_without_a_notice_is_not_packed"),
    ("pack-version", "the package has the version of the manifest", PACK + "NuGetParts.cs",
     'new XElement(s_nuspec + "version", manifest.Version)', 'new XElement(s_nuspec + "version", "1.0.0")',
     "The_nuspec_says_what_the_manifest_and_the_changelog_say"),
    ("help-parameter", "a parameter that no page speaks of fails the build", "tools/PrxAuth.Help/PageReview.cs",
     "Differences(\"parameter\", cmdlet.Parameters.Select(one => one.Name), page.Parameters)", "Differences(\"parameter\", page.Parameters.Keys, page.Parameters)",
     "A_page_that_says_less_than_its_cmdlet_can_fails_the_build"),
]

MUTATIONS = [(CORE_TESTS, *mutation) for mutation in CORE_MUTATIONS] + [(MODULE_TESTS, *mutation) for mutation in MODULE_MUTATIONS]


def check(mutations):
    gone = []
    for _, name, _, file, old, _, _ in mutations:
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
    mutations = [mutation for mutation in MUTATIONS if not arguments.names or mutation[1] in arguments.names]
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
        for project, name, promise, file, old, new, tests in mutations:
            path = copy / file
            whole = path.read_text(encoding="utf-8")
            path.write_text(whole.replace(old, new), encoding="utf-8")
            expression = "|".join(f"FullyQualifiedName~{test}" for test in tests.split("|"))
            # Only the analyzers would mind that broken code looks broken.
            built = run(["dotnet", "build", project, "-nologo", "-v", "quiet", "-p:RunAnalyzers=false", "-p:TreatWarningsAsErrors=false"], copy)
            output = run(["dotnet", "test", project, "--no-build", "--filter", expression], copy).stdout if built.returncode == 0 else built.stdout
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
