namespace PrxAuth.Module.Tests.Support;

/// <summary>Small programs that stand for others.</summary>
internal static class ShellScript
{
    /// <summary>Writes a script that can be run. Skips the test where there is no shell.</summary>
    public static void Write(string path, string body)
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("The tests' stand-ins for other programs are shell scripts.");
            return;
        }

        File.WriteAllText(path, $"#!/bin/sh\n{body}\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
