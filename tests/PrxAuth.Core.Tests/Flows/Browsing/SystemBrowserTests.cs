using System.Diagnostics;
using Microsoft.Extensions.Time.Testing;
using PrxAuth.Core.Flows.Browsing;
using PrxAuth.Core.Tests.Support;
using Xunit;

namespace PrxAuth.Core.Tests.Flows.Browsing;

public sealed class SystemBrowserTests : IDisposable
{
    private static readonly Uri Page = new("https://as.example/authorize?a=b&c=$(touch%20x);d='e'");

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("prx-browser-");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    [Conformance("N01")]
    public async Task The_command_in_BROWSER_gets_the_address_as_one_argument()
    {
        string record = Path.Combine(_directory.FullName, "arguments");
        string script = Script("browser", $"printf '%s\\n' \"$#\" \"$@\" > '{record}'");
        Assert.True(await Browser(script).TryOpenAsync(Page, Cancel));
        Assert.Equal(["1", Page.AbsoluteUri], await File.ReadAllLinesAsync(record, Cancel));

        Assert.True(await Browser($"{script} --new '%s' last").TryOpenAsync(Page, Cancel));
        Assert.Equal(["3", "--new", Page.AbsoluteUri, "last"], await File.ReadAllLinesAsync(record, Cancel));
    }

    [Fact]
    public async Task A_command_that_is_not_there_is_not_a_browser() =>
        Assert.False(await Browser("prx-no-such-browser:/no/such/file").TryOpenAsync(Page, Cancel));

    [Fact]
    public async Task A_command_that_fails_is_passed_over_for_the_next()
    {
        string failing = Script("failing", "exit 3");
        Assert.False(await Browser(failing).TryOpenAsync(Page, Cancel));

        string record = Path.Combine(_directory.FullName, "opened");
        string working = Script("working", $"echo yes > '{record}'");
        Assert.True(await Browser($"{failing}:prx-no-such-browser:{working}").TryOpenAsync(Page, Cancel));
        Assert.True(File.Exists(record));
    }

    [Fact]
    public async Task A_browser_that_stays_open_and_talks_is_not_waited_for()
    {
        string stop = Path.Combine(_directory.FullName, "stop");
        string ended = Path.Combine(_directory.FullName, "ended");
        string talked = Path.Combine(_directory.FullName, "talked");
        string script = Script(
            "talking",
            $"""
            read line
            head -c 300000 /dev/zero
            head -c 300000 /dev/zero >&2
            echo > '{talked}'
            until [ -e '{stop}' ]; do sleep 0.05; done
            echo > '{ended}'
            """);
        Stopwatch watch = Stopwatch.StartNew();
        Assert.True(await Browser(script, TimeProvider.System).TryOpenAsync(Page, Cancel));
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(20));
        Assert.False(File.Exists(ended));

        await AppearsAsync(talked);
        await File.WriteAllTextAsync(stop, "", Cancel);
        await AppearsAsync(ended);
    }

    [Theory]
    [InlineData("http://as.example/authorize")]
    [InlineData("file:///etc/passwd")]
    [InlineData("javascript:alert(1)")]
    [InlineData("ms-msdt:/id")]
    [InlineData("https://user:pass@as.example/")]
    [InlineData("--help")]
    [Conformance("N01")]
    public async Task Nothing_but_https_is_opened(string url)
    {
        string record = Path.Combine(_directory.FullName, "opened");
        string script = Script("browser", $"echo yes > '{record}'");
        PrxAuthException failure = await Assert.ThrowsAsync<PrxAuthException>(
            () => Browser(script).TryOpenAsync(new Uri(url, UriKind.RelativeOrAbsolute), Cancel));
        Assert.Equal(PrxAuthError.ProviderResponseInvalid, failure.Error);
        Assert.False(File.Exists(record));
    }

    [Theory]
    [InlineData("http://127.0.0.1:5000/authorize")]
    [InlineData("http://localhost:5000/authorize")]
    [InlineData("http://[::1]:5000/authorize")]
    [Conformance("N01")]
    public async Task A_provider_on_the_loopback_address_may_use_http(string url) =>
        Assert.True(await Browser(Script("browser", "exit 0")).TryOpenAsync(new Uri(url), Cancel));

    [Fact]
    public void A_program_is_looked_for_on_the_path_and_nowhere_else()
    {
        SkipOnWindows();
        string program = Script("prx-browser", "exit 0");
        string plain = Path.Combine(_directory.FullName, "prx-plain");
        File.WriteAllText(plain, "not executable");
        string relative = Path.GetRelativePath(Environment.CurrentDirectory, _directory.FullName);

        Assert.Equal(program, ProgramPath.Find("prx-browser", $"/no/such:{_directory.FullName}", isWindows: false));
        Assert.Null(ProgramPath.Find("prx-browser", $":.:{relative}", isWindows: false));
        Assert.Null(ProgramPath.Find("prx-plain", _directory.FullName, isWindows: false));
        Assert.Null(ProgramPath.Find("prx-browser", null, isWindows: false));
        Assert.Equal(program, ProgramPath.Find(program, null, isWindows: false));
    }

    [Theory]
    [InlineData("browser.cmd")]
    [InlineData("browser.bat")]
    public void A_batch_file_is_never_a_browser(string name)
    {
        Script(name, "exit 0");
        Assert.Null(ProgramPath.Find(name, _directory.FullName, isWindows: true));
    }

    private static async Task AppearsAsync(string file)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        limit.CancelAfter(TimeSpan.FromSeconds(15));
        while (!File.Exists(file))
        {
            await Task.Delay(20, limit.Token);
        }
    }

    /// <summary>Without a clock the first second never ends: a loaded machine may take long to start even a script.</summary>
    private static SystemBrowser Browser(string command, TimeProvider? time = null) => new(
        name => name switch
        {
            "BROWSER" => command,
            "PATH" => Environment.GetEnvironmentVariable("PATH"),
            _ => null,
        },
        time ?? new FakeTimeProvider());

    private static void SkipOnWindows()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("The scripts of this test are for a POSIX shell.");
        }
    }

    private string Script(string name, string body)
    {
        SkipOnWindows();
        string path = Path.Combine(_directory.FullName, name);
        File.WriteAllText(path, $"#!/bin/sh\n{body}\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return path;
    }
}
