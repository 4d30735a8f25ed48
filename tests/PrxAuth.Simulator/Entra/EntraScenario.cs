namespace PrxAuth.Simulator;

/// <summary>The switches of the Microsoft Entra ID emulator.</summary>
public sealed class EntraScenario
{
    /// <summary>Whether refreshes fail with <c>interaction_required</c>, as when an administrator begins to demand a second factor.</summary>
    public bool InteractionRequired { get; set; }

    /// <summary>Whether Conditional Access forbids the device flow: approval does not help.</summary>
    public bool DeviceFlowForbidden { get; set; }

    /// <summary>Whether device authorizations are answered as the old endpoints did: <c>verification_url</c>, and numbers in quotes.</summary>
    public bool OldDeviceAnswer { get; set; }

    /// <summary>The Retry-After of the 429 that the token endpoint answers everything with; null: it answers.</summary>
    public TimeSpan? Throttle { get; set; }

    internal void Reset()
    {
        InteractionRequired = false;
        DeviceFlowForbidden = false;
        OldDeviceAnswer = false;
        Throttle = null;
    }
}
