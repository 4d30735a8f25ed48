using System.Management.Automation;
using System.Security;
using PrxAuth.Core;
using PrxAuth.Core.Storage;

namespace PrxAuth.Commands;

/// <summary>Seals the secrets store anew, with a fresh key or by another key source.</summary>
[Cmdlet(VerbsSecurity.Protect, "PrxAuthStore", SupportsShouldProcess = true)]
[OutputType(typeof(PrxAuthStore))]
public sealed class ProtectPrxAuthStoreCommand : PrxAuthCommand
{
    /// <summary>What to seal the store by; without it what it is sealed by now, with a fresh key.</summary>
    [Parameter(Position = 0)]
    public PrxAuthKeySource KeySource { get; set; }

    /// <summary>The master key to seal it with; without it PRX_NEW_MASTER_KEY, else PRX_MASTER_KEY.</summary>
    [Parameter]
    [ValidateNotNull]
    public SecureString? NewMasterKey { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Attempt(Protect, target: null);

    private void Protect()
    {
        FileCredentialStore store = OpenSession().SealedStore!;
        if (!ShouldProcess(store.Directory, "Seal every profile anew"))
        {
            return;
        }

        Secret? newMasterKey = NewMasterKey?.ToSecret();
        var request = new ResealRequest
        {
            By = IsGiven(nameof(KeySource)) ? (SealedBy)(int)KeySource : newMasterKey is null ? null : SealedBy.MasterKey,
            NewMasterKey = newMasterKey,
        };
        ResealResult result = Run((_, stop) => store.ResealAsync(request, stop));
        foreach (Core.Profiles.ProfileKey key in result.Damaged)
        {
            WriteWarning($"'{key}' could not be read before and is left as it is. Test-PrxAuth tells more.");
        }

        WriteObject(result.ToOutput());
    }
}
