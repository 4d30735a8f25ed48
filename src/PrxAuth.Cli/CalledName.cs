namespace PrxAuth.Cli;

/// <summary>The names that other tools start <c>prx</c> by, when it is linked to them: each stands for a helper.</summary>
internal static class CalledName
{
    /// <summary>The words that the name of the program stands for.</summary>
    /// <param name="program">The program as it was started, with or without its path.</param>
    public static IReadOnlyList<string> Words(string program) => Path.GetFileNameWithoutExtension(program) switch
    {
        "git-credential-prx" => ["auth", "helper", "git"],
        "docker-credential-prx" => ["auth", "helper", "docker"],
        "nuget-plugin-prx" => ["auth", "helper", "nuget"],
        _ => [],
    };
}
