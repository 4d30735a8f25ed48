using System.Management.Automation.Host;

namespace PrxAuth;

/// <summary>How wide the window is that a host shows things in.</summary>
internal static class HostWidth
{
    /// <summary>Its columns; 0 where there is none, which hosts say each in their own way.</summary>
    public static int Of(PSHost? host)
    {
        try
        {
            return host?.UI?.RawUI?.WindowSize.Width ?? 0;
        }
        catch (Exception e) when (e is HostException or NotImplementedException or InvalidOperationException or IOException)
        {
            return 0;
        }
    }
}
