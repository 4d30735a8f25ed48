namespace PrxAuth.Simulator.Control;

/// <summary>What the control can do to an area behind its clients' backs.</summary>
internal interface IAuthorizationArea
{
    SimulatorArea Area { get; }

    /// <summary>Ends the life of every access token issued so far.</summary>
    void ExpireAccessTokens();

    /// <summary>Kills every refresh token, and what else a login lives on.</summary>
    Task RevokeRefreshTokensAsync(CancellationToken cancellationToken);

    /// <summary>Settles a device authorization as its user would; false: it was not pending.</summary>
    Task<bool> DecideDeviceAsync(DeviceAuthorization device, bool approve, SimulatorUser user, CancellationToken cancellationToken);
}
