namespace PrxAuth.Simulator.Control;

/// <summary>The control commands, to copy and paste.</summary>
internal static class ControlHelp
{
    public static string For(Uri baseAddress)
    {
        string control = $"{baseAddress.AbsoluteUri}control";
        return $"""
            Look:
              curl -s {control}/counts
              curl -s {control}/requests
              curl -s {control}/device
            The private key of corp-keyed, for PRX_KEYED_KEY:
              curl -s {control}/client-key
            Sign in as somebody else, or not at all:
              curl -X POST '{control}/user?name=alice|bob'
              curl -X POST '{control}/consent?mode=approve|deny|ignore|ask'
            Device logins:
              curl -X POST '{control}/device/approve?user_code=CODE&user=bob'
              curl -X POST '{control}/device/deny?user_code=CODE'
              curl -X POST '{control}/device/approve-all'
              curl -X POST '{control}/device/auto-approve?after=POLLS|off'
              curl -X POST '{control}/device/interval?seconds=1&enforce=on|off'
              curl -X POST '{control}/slow-down?count=1'
            Lives of tokens (area=oidc|github|google|entra|gitlab|huggingface|openai|anthropic|qwen|minimax; all without):
              curl -X POST '{control}/expire?area=oidc'
              curl -X POST '{control}/revoke-all?area=oidc'
              curl -X POST '{control}/lifetime?seconds=60'
              curl -X POST '{control}/clock?advance=SECONDS'
            Trouble (path=* means every path):
              curl -X POST '{control}/break?path=/connect/token&mode=503&count=2&retry_after=1'
                modes: html empty-object not-json oversized 500 502 503 429 redirect hang reset lost none
              curl -X POST '{control}/delay?path=/connect/token&ms=500&when=after|before'
              curl -X POST '{control}/issuer?mode=right|absent|wrong&metadata=right|wrong'
            Providers:
              curl -X POST '{control}/github?device=on|off&seat=granted|none|policy&rate_limit=off|forbidden|too-many-requests'
              curl -X POST '{control}/github?expiry=on|off&strict_headers=on|off&slow_down_interval=on|off'
              curl -X POST '{control}/google?drop_scope=SCOPE|none&policy_page=on|off&first_consent_only=on|off'
              curl -X POST '{control}/google?session_control=on|off&advertise_issuer=on|off'
              curl -X POST '{control}/google?id_token=FLAW'
                flaws: none absent wrong-signature not-signed wrong-issuer wrong-audience wrong-nonce expired wrong-subject
              curl -X POST '{control}/entra?interaction_required=on|off&device_forbidden=on|off&old_device_answer=on|off&throttle=SECONDS|off'
              curl -X POST '{control}/gitlab?redirect_uri_in_refresh=on|off&device_refresh_token=on|off&throttle=SECONDS|off'
              curl -X POST '{control}/huggingface?outage=off|server-error|html-page'
              curl -X POST '{control}/openai?device=on|off&pending=403|404&usercode=on|off&ports=1455,1457|any'
              curl -X POST '{control}/openai?error_shape=nested|text|top-level&refresh_refusal=none|expired|reused|invalidated'
              curl -X POST '{control}/openai?sparse_refresh=on|off&another_account=on|off&missing_entitlement=on|off'
              curl -X POST '{control}/openai/personal-token?user=bob'
              curl -X POST '{control}/anthropic?rate_limit=on|off&scope_required=on|off&refresh_token_expired=on|off'
              curl -X POST '{control}/qwen?resource_url=HOST|none&dead_refresh_401=on|off&text_errors=on|off&rotates=on|off'
              curl -X POST '{control}/minimax?wrong_state=on|off&seconds=on|off&resource_url=URL|none'
            Scenarios by name (as with --scenario; --help lists them):
              curl -X POST '{control}/scenario?name=github/slow-down'
            Start over:
              curl -X POST '{control}/reset'
              curl -X POST '{control}/reset?what=counts'

            """;
    }
}
