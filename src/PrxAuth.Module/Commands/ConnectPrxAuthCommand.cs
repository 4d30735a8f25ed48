using System.Management.Automation;
using System.Security;
using PrxAuth.Completion;
using PrxAuth.Core;
using PrxAuth.Core.Flows;
using PrxAuth.Core.Profiles;

namespace PrxAuth.Commands;

/// <summary>Signs in to a provider and keeps the tokens as a profile.</summary>
[Cmdlet(VerbsCommunications.Connect, "PrxAuth", DefaultParameterSetName = PersonSet)]
[OutputType(typeof(PrxAuthProfile), ParameterSetName = [PersonSet, TokenSet, ClientCredentialSet])]
[OutputType(typeof(PrxAuthPendingSignIn), ParameterSetName = [NoWaitSet])]
public sealed class ConnectPrxAuthCommand : PrxAuthCommand
{
    private const string PersonSet = "Person";
    private const string NoWaitSet = "NoWait";
    private const string TokenSet = "Token";
    private const string ClientCredentialSet = "ClientCredential";
    private const string FederatedSet = "Federated";

    /// <summary>The provider, or one of its aliases.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ProviderCompleter))]
    public string Provider { get; set; } = string.Empty;

    /// <summary>The profile; without it the provider's active one.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ProfileCompleter))]
    public string? Profile { get; set; }

    /// <summary>Signs in by device code: the page and the code are shown, no browser is opened.</summary>
    [Parameter(ParameterSetName = PersonSet)]
    public SwitchParameter DeviceCode { get; set; }

    /// <summary>Shows the page for a device code as a QR code too.</summary>
    [Parameter(ParameterSetName = PersonSet)]
    public SwitchParameter QrCode { get; set; }

    /// <summary>Leaves a device code out of the clipboard.</summary>
    [Parameter(ParameterSetName = PersonSet)]
    public SwitchParameter NoClipboard { get; set; }

    /// <summary>Opens no browser on this machine.</summary>
    [Parameter(ParameterSetName = PersonSet)]
    [Parameter(ParameterSetName = NoWaitSet)]
    public SwitchParameter NoBrowser { get; set; }

    /// <summary>Only starts the sign-in and returns at once; <c>Complete-PrxAuth</c> finishes it, here or in another process.</summary>
    [Parameter(Mandatory = true, ParameterSetName = NoWaitSet)]
    public SwitchParameter NoWait { get; set; }

    /// <summary>The scopes to ask for instead of the provider's usual ones.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ScopeCompleter))]
    public string[]? Scope { get; set; }

    /// <summary>Scopes to ask for beside those that the profile has already.</summary>
    [Parameter(ParameterSetName = PersonSet)]
    [Parameter(ParameterSetName = ClientCredentialSet)]
    [Parameter(ParameterSetName = FederatedSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ScopeCompleter))]
    public string[]? AddScope { get; set; }

    /// <summary>Lets a profile that is there become another account's.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>The loopback port for the redirect; 0: any free one.</summary>
    [Parameter(ParameterSetName = PersonSet)]
    [Parameter(ParameterSetName = NoWaitSet)]
    [ValidateRange(0, 65535)]
    public int Port { get; set; }

    /// <summary>How many seconds to wait for the person.</summary>
    [Parameter(ParameterSetName = PersonSet)]
    [ValidateRange(1, 86400)]
    public int TimeoutSeconds { get; set; }

    /// <summary>A token or API key to keep as the profile.</summary>
    [Parameter(Mandatory = true, ParameterSetName = TokenSet)]
    [ValidateNotNull]
    public SecureString? Token { get; set; }

    /// <summary>Signs in as the client itself, without a person (RFC 6749 section 4.4).</summary>
    [Parameter(Mandatory = true, ParameterSetName = ClientCredentialSet)]
    public SwitchParameter ClientCredential { get; set; }

    /// <summary>Signs in as the workload that this is, by an assertion of its platform (RFC 7523, RFC 8693).</summary>
    [Parameter(Mandatory = true, ParameterSetName = FederatedSet)]
    public SwitchParameter Federated { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Attempt(
        () =>
        {
            AuthSession session = OpenSession();
            SignInRequest request = ToRequest();
            if (NoWait)
            {
                WriteObject(Run((interaction, stop) => session.SignIn.StartAsync(request, interaction, stop)).ToOutput());
                return;
            }

            Credential credential = Run((interaction, stop) => session.SignIn.SignInAsync(request, interaction, stop));
            WriteObject(session.Profiles.Describe(credential).ToOutput());
        },
        Profile is null ? Provider : $"{Provider}/{Profile}");

    private SignInRequest ToRequest() => new()
    {
        Provider = Provider,
        Profile = Profile,
        Flow = ParameterSetName switch
        {
            TokenSet => SignInFlow.GivenToken,
            ClientCredentialSet => SignInFlow.ClientCredentials,
            FederatedSet => SignInFlow.Federated,
            _ when DeviceCode => SignInFlow.DeviceCode,
            _ => null,
        },
        OpenBrowser = NoBrowser || DeviceCode ? false : null,
        Scopes = Scope,
        AddScopes = AddScope,
        Force = Force,
        CopyCode = !NoClipboard,
        ShowQrCode = QrCode,
        Port = IsGiven(nameof(Port)) ? Port : null,
        Timeout = IsGiven(nameof(TimeoutSeconds)) ? TimeSpan.FromSeconds(TimeoutSeconds) : null,
        GivenToken = Token?.ToSecret(),
    };
}
