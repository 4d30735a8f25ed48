namespace PrxAuth.Core.Diagnosis;

/// <summary>The names of findings, which never change their meaning. <c>docs/doctor.md</c> tells what each means and the way out.</summary>
public static class FindingNames
{
    /// <summary>The version of PrxAuth, of the runtime and of the system.</summary>
    public const string Version = "version";

    /// <summary>The config file and the store that are used.</summary>
    public const string Paths = "paths";

    /// <summary>Which way a sign-in would take here.</summary>
    public const string SignInFlow = "sign-in-flow";

    /// <summary>Whether the config file can be used.</summary>
    public const string ConfigFile = "config-file";

    /// <summary>A key or table that is probably misspelt or not complete.</summary>
    public const string ConfigKey = "config-key";

    /// <summary>Whether others can read a client secret in the config file.</summary>
    public const string ConfigPrivate = "config-private";

    /// <summary>Whether the store is there, and nobody else can change it.</summary>
    public const string StoreDirectory = "store-directory";

    /// <summary>Whether others can look into the store's directories.</summary>
    public const string StorePrivate = "store-private";

    /// <summary>The room left on the store's file system.</summary>
    public const string DiskSpace = "disk-space";

    /// <summary>The files of the store as a whole.</summary>
    public const string StoreFiles = "store-files";

    /// <summary>A file of another user.</summary>
    public const string FileOwner = "file-owner";

    /// <summary>A file that is open to others.</summary>
    public const string FilePrivate = "file-private";

    /// <summary>A file that is a link, or has more than one name.</summary>
    public const string FileLink = "file-link";

    /// <summary>What a killed writer left.</summary>
    public const string FileLeftover = "file-leftover";

    /// <summary>A damaged profile that was kept aside.</summary>
    public const string FileSetAside = "file-set-aside";

    /// <summary>A file that PrxAuth did not write.</summary>
    public const string FileUnknown = "file-unknown";

    /// <summary>Whether the machine has an identity.</summary>
    public const string MachineId = "machine-id";

    /// <summary>Whether <c>PRX_MASTER_KEY</c> is set, and used.</summary>
    public const string MasterKey = "master-key";

    /// <summary>What the store is sealed with, or would be.</summary>
    public const string KeySource = "key-source";

    /// <summary>A store that depends on the machine identity of a container.</summary>
    public const string ContainerKey = "container-key";

    /// <summary>Whether guessing the passphrase costs what it should today.</summary>
    public const string PassphraseCost = "passphrase-cost";

    /// <summary>Whether the install secret is there and the store's own.</summary>
    public const string InstallSecret = "install-secret";

    /// <summary>Whether the header and the install secret are there twice.</summary>
    public const string StoreCopies = "store-copies";

    /// <summary>A re-seal that was begun and not finished.</summary>
    public const string StoreReseal = "store-reseal";

    /// <summary>Whether the store opens.</summary>
    public const string StoreUnlock = "store-unlock";

    /// <summary>Whether the file system keeps two processes apart.</summary>
    public const string LockSupport = "lock-support";

    /// <summary>The kind of file system the store lies on.</summary>
    public const string FileSystem = "file-system";

    /// <summary>Whether .NET's own file locks are switched off.</summary>
    public const string FrameworkLocks = "framework-locks";

    /// <summary>Who holds locks of the store now.</summary>
    public const string LocksHeld = "locks-held";

    /// <summary>The profiles as a whole.</summary>
    public const string Profiles = "profiles";

    /// <summary>Whether a profile's sealed file opens.</summary>
    public const string ProfileFile = "profile-file";

    /// <summary>Whether a profile is signed in. The one failure that a sign-in mends.</summary>
    public const string ProfileLogin = "profile-login";

    /// <summary>A refresh token that runs out soon.</summary>
    public const string ProfileRefreshToken = "profile-refresh-token";

    /// <summary>A profile of a provider that is not known any more.</summary>
    public const string ProfileProvider = "profile-provider";

    /// <summary>Whether the clock stands after the times that the profiles carry.</summary>
    public const string Clock = "clock";

    /// <summary>Whether a browser could come back to this process.</summary>
    public const string Loopback = "loopback";

    /// <summary>A proxy that may take what is meant for the loopback address.</summary>
    public const string LoopbackProxy = "loopback-proxy";

    /// <summary>Whether a port that the config or a provider demands is free.</summary>
    public const string RedirectPort = "redirect-port";

    /// <summary>The proxies of the environment.</summary>
    public const string Proxy = "proxy";

    /// <summary>The certificate authorities that are trusted.</summary>
    public const string Certificates = "certificates";

    /// <summary>Whether a provider's client id and secret are there.</summary>
    public const string ProviderClient = "provider-client";

    /// <summary>Whether a provider answers, and is who it should be.</summary>
    public const string ProviderEndpoint = "provider-endpoint";

    /// <summary>Whether a provider says that it takes PKCE with S256.</summary>
    public const string ProviderPkce = "provider-pkce";

    /// <summary>Whether a sign-out can revoke.</summary>
    public const string ProviderRevocation = "provider-revocation";

    /// <summary>How far this machine's clock and a provider's are apart.</summary>
    public const string ClockSkew = "clock-skew";
}
