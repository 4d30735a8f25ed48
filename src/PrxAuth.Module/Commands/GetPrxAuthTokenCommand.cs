using System.Collections;
using System.Management.Automation;
using System.Security;
using PrxAuth.Completion;
using PrxAuth.Core;
using PrxAuth.Core.Profiles;
using PrxAuth.Core.Tokens;

namespace PrxAuth.Commands;

/// <summary>Gives a token that is valid now, renewed if need be.</summary>
[Cmdlet(VerbsCommon.Get, "PrxAuthToken", DefaultParameterSetName = SecureSet)]
[OutputType(typeof(SecureString), ParameterSetName = [SecureSet])]
[OutputType(typeof(string), ParameterSetName = [PlainTextSet])]
[OutputType(typeof(PrxAuthTokenHandle), ParameterSetName = [HandleSet])]
[OutputType(typeof(Hashtable), ParameterSetName = [HeaderSet])]
public sealed class GetPrxAuthTokenCommand : PrxAuthCommand
{
    private const string SecureSet = "SecureString";
    private const string PlainTextSet = "PlainText";
    private const string HandleSet = "Handle";
    private const string HeaderSet = "Header";

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

    /// <summary>How long the token must still be valid; a minute unless given. A handle that comes down the pipeline brings its own.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [DurationTransformation]
    [ArgumentCompleter(typeof(DurationCompleter))]
    public TimeSpan? MinimumValidity { get; set; }

    /// <summary>Gives the token as readable text.</summary>
    [Parameter(Mandatory = true, ParameterSetName = PlainTextSet)]
    public SwitchParameter AsPlainText { get; set; }

    /// <summary>Gives a handle that stands for a valid token each time it is bound to a SecureString parameter.</summary>
    [Parameter(Mandatory = true, ParameterSetName = HandleSet)]
    public SwitchParameter AsHandle { get; set; }

    /// <summary>Gives the headers that carry the token, ready for <c>-Headers</c>.</summary>
    [Parameter(Mandatory = true, ParameterSetName = HeaderSet)]
    public SwitchParameter AsHeader { get; set; }

    /// <summary>Where the request goes: needed for a token that is bound to a key (DPoP).</summary>
    [Parameter(ParameterSetName = HeaderSet)]
    [ValidateNotNull]
    public Uri? Uri { get; set; }

    /// <summary>The method of the request, for a token that is bound to a key.</summary>
    [Parameter(ParameterSetName = HeaderSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(MethodCompleter))]
    public string Method { get; set; } = "GET";

    /// <summary>The nonce that the API asked for in its <c>DPoP-Nonce</c> header.</summary>
    [Parameter(ParameterSetName = HeaderSet)]
    [ValidateNotNullOrEmpty]
    public string? Nonce { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Attempt(
        () =>
        {
            AuthSession session = OpenSession();
            ProfileSelection selection = session.Profiles.Select(Provider, Profile);
            if (!selection.IsNamed)
            {
                WriteVerbose($"Using profile '{selection.Key.Profile}', the active one of '{selection.Key.Provider}'.");
            }

            Credential credential = Run(stop => session.Tokens.GetAsync(selection, MinimumValidity, stop));
            switch (ParameterSetName)
            {
                case PlainTextSet:
                    WriteObject(credential.UsableToken.Reveal());
                    break;
                case HandleSet:
                    WriteObject(CreateHandle(selection.Key, MinimumValidity));
                    break;
                case HeaderSet:
                    WriteObject(new Hashtable(
                        RequestHeaders.For(credential, Uri, Method, Nonce, TimeProvider.System).ToDictionary(), StringComparer.OrdinalIgnoreCase));
                    break;
                default:
                    WriteObject(credential.UsableToken.ToSecureString());
                    break;
            }
        },
        Profile is null ? Provider : $"{Provider}/{Profile}");

    private static PrxAuthTokenHandle CreateHandle(ProfileKey key, TimeSpan? validity) => new(
        key.Provider, key.Profile, validity, () =>
    {
        AuthSession session = ModuleSession.Current;
        ProfileSelection selection = session.Profiles.Select(key.Provider, key.Profile);
        try
        {
            // A conversion cannot be awaited, nor stopped; the wire's deadlines bound it.
            ValueTask<Credential> getting = session.Tokens.GetAsync(selection, validity, CancellationToken.None);
            Credential credential = getting.IsCompletedSuccessfully ? getting.Result : Task.Run(getting.AsTask).GetAwaiter().GetResult();
            return credential.UsableToken.ToSecureString();
        }
        catch (PrxAuthException failure)
        {
            throw new InvalidOperationException($"{failure.Message} {failure.Recommendation}", failure);
        }
    });
}
