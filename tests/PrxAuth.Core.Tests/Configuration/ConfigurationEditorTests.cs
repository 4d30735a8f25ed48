using System.Diagnostics.CodeAnalysis;
using PrxAuth.Core.Configuration;
using Xunit;

namespace PrxAuth.Core.Tests.Configuration;

public sealed class ConfigurationEditorTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private string FilePath => _directory.File("config.toml");

    private ConfigurationEditor Editor => new(_directory.File("data/config.lock"));

    public void Dispose() => _directory.Dispose();

    private async Task<string> EditAsync(string text, string provider = "corp", string profile = "work")
    {
        await File.WriteAllTextAsync(FilePath, text, TestContext.Current.CancellationToken);
        await Editor.SetAuthProfileAsync(FilePath, provider, profile, TestContext.Current.CancellationToken);
        return await File.ReadAllTextAsync(FilePath, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task What_a_killed_writer_left_goes_with_the_next_write()
    {
        string left = _directory.File(".config.toml.tmp");
        await File.WriteAllTextAsync(left, "client_secret = 'half a fi", TestContext.Current.CancellationToken);

        await EditAsync("[providers.corp]\n");

        Assert.False(File.Exists(left));
    }

    [Theory]
    // replaced in place
    [InlineData("[providers.corp]\nauth_profile = 'home'   # mine\nx = 1\n", "[providers.corp]\nauth_profile = \"work\"   # mine\nx = 1\n")]
    [InlineData("[providers.corp]\r\nauth_profile=\"home\"\r\n", "[providers.corp]\r\nauth_profile=\"work\"\r\n")]
    [InlineData("[providers.corp]\nauth_profile = \"\"\"\nhome\"\"\" # c", "[providers.corp]\nauth_profile = \"work\" # c")]
    [InlineData("[providers.corp]\nauth_profile = \"home\"", "[providers.corp]\nauth_profile = \"work\"")]
    [InlineData("providers.corp.auth_profile = 'home'\nproviders.corp.issuer = 'x'\n", "providers.corp.auth_profile = \"work\"\nproviders.corp.issuer = 'x'\n")]
    [InlineData("providers = { corp = { auth_profile = 'home', issuer = 'x' } } # c\n", "providers = { corp = { auth_profile = \"work\", issuer = 'x' } } # c\n")]
    [InlineData("[ providers . \"corp\" ]\n'auth_profile' = 'é𐀀'#c\n", "[ providers . \"corp\" ]\n'auth_profile' = \"work\"#c\n")]
    // added to the table
    [InlineData("[providers.corp]\nissuer = 'x' # c\n\n# next\n[other]\n", "[providers.corp]\nissuer = 'x' # c\nauth_profile = \"work\"\n\n# next\n[other]\n")]
    [InlineData("[providers.corp]\r\n\r\n[other]\r\n", "[providers.corp]\r\nauth_profile = \"work\"\r\n\r\n[other]\r\n")]
    [InlineData("[providers.corp] # header", "[providers.corp] # header\nauth_profile = \"work\"")]
    [InlineData("[providers.corp]\n\t issuer = 'x' # c", "[providers.corp]\n\t issuer = 'x' # c\n\t auth_profile = \"work\"")]
    [InlineData("[providers.corp]\nscopes = [\n  'a', # one\n]\n[z]\n", "[providers.corp]\nscopes = [\n  'a', # one\n]\nauth_profile = \"work\"\n[z]\n")]
    [InlineData("[providers.corp]\nissuer = 'x'\n[providers.corp.authorization_parameters]\na = 'b'\n", "[providers.corp]\nissuer = 'x'\nauth_profile = \"work\"\n[providers.corp.authorization_parameters]\na = 'b'\n")]
    [InlineData("[providers]\ncorp.issuer = 'x'\nother.issuer = 'y'\n", "[providers]\ncorp.issuer = 'x'\ncorp.auth_profile = \"work\"\nother.issuer = 'y'\n")]
    [InlineData("  providers . \"corp\" . issuer = 'x' # c\nz = 1\n", "  providers . \"corp\" . issuer = 'x' # c\n  providers . \"corp\" . auth_profile = \"work\"\nz = 1\n")]
    [InlineData("[providers]\ncorp = { issuer = 'x' } # c\n", "[providers]\ncorp = { issuer = 'x', auth_profile = \"work\" } # c\n")]
    [InlineData("[providers]\ncorp = {}\n", "[providers]\ncorp = { auth_profile = \"work\" }\n")]
    [InlineData("[providers]\ncorp = { issuer = 'x', # c\n  client_id = 'y', # d\n}\n", "[providers]\ncorp = { issuer = 'x', # c\n  client_id = 'y', auth_profile = \"work\", # d\n}\n")]
    [InlineData("providers = { other.issuer = 'x' }\n", "providers = { other.issuer = 'x', corp.auth_profile = \"work\" }\n")]
    [InlineData("providers = { corp.issuer = 'x', other.a = 1 }\n", "providers = { corp.issuer = 'x', corp.auth_profile = \"work\", other.a = 1 }\n")]
    [InlineData("[providers.Corp]\nissuer = 'x'\n", "[providers.Corp]\nissuer = 'x'\nauth_profile = \"work\"\n")]
    // a new table
    [InlineData("", "[providers.corp]\nauth_profile = \"work\"\n")]
    [InlineData("a = 1\n", "a = 1\n\n[providers.corp]\nauth_profile = \"work\"\n")]
    [InlineData("a = 1", "a = 1\n\n[providers.corp]\nauth_profile = \"work\"\n")]
    [InlineData("a = 1\r\nb = 2", "a = 1\r\nb = 2\r\n\r\n[providers.corp]\r\nauth_profile = \"work\"\r\n")]
    [InlineData("providers.other.issuer = 'x'\n", "providers.other.issuer = 'x'\n\n[providers.corp]\nauth_profile = \"work\"\n")]
    [InlineData("[providers.corp.authorization_parameters]\na = 'b'\n", "[providers.corp.authorization_parameters]\na = 'b'\n\n[providers.corp]\nauth_profile = \"work\"\n")]
    public async Task Nothing_but_the_profile_changes(string before, string after)
    {
        Assert.Equal(after, await EditAsync(before));
        Assert.Equal("work", AuthConfiguration.Parse(after, "f").ProviderTables.Single(table => table.Name.Equals("corp", StringComparison.OrdinalIgnoreCase))
            .Entries["auth_profile"].Value is TomlText text ? text.Value : null);
    }

    [Fact]
    public async Task A_whole_prx_config_keeps_every_line()
    {
        string edited = await EditAsync(PrxConfig.Text, "google-gemini");

        Assert.Equal(PrxConfig.Text.Replace("api_key = \"${GEMINI_API_KEY}\"\n", "api_key = \"${GEMINI_API_KEY}\"\nauth_profile = \"work\"\n", StringComparison.Ordinal), edited);
    }

    [Fact]
    public async Task A_name_that_is_no_bare_key_is_quoted() =>
        Assert.Equal("[providers.\"corp.example\"]\nauth_profile = \"a@b\"\n", await EditAsync("", "Corp.Example", "a@b"));

    [Fact]
    public async Task A_byte_order_mark_stays()
    {
        await File.WriteAllBytesAsync(FilePath, [0xEF, 0xBB, 0xBF, .. "[providers.corp]\r\n"u8], TestContext.Current.CancellationToken);

        Assert.True(await Editor.SetAuthProfileAsync(FilePath, "corp", "work", TestContext.Current.CancellationToken));

        Assert.Equal(
            [0xEF, 0xBB, 0xBF, .. "[providers.corp]\r\nauth_profile = \"work\"\r\n"u8],
            await File.ReadAllBytesAsync(FilePath, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Random_layouts_keep_everything_else()
    {
        Random random = new(20260823);
        string[] pieces =
        [
            "# comment\n", "\n", "[llm]\nmodel = 'x' # y\n", "[[route]]\na = 1\n", "[providers.one]\nissuer = 'https://a'\n", "[ 'providers' . two ]\n",
            "[mcp.\"a b\"]\nt = '''\n[providers.corp]\n'''\n", "[memory]\nweights = [ 1, # c\n 2 ]\n", "[providers.corp.authorization_parameters]\nx = 'y'\n",
        ];
        string[] own = ["[providers.corp]\nissuer = 'x'\n", "[providers.corp]\n", "[providers.corp]\nauth_profile = 'a' # b\n# end\n", ""];
        for (int round = 0; round < 150; round++)
        {
            List<string> parts = [.. pieces.OrderBy(_ => random.Next()).Take(random.Next(pieces.Length))];
            parts.Insert(random.Next(parts.Count + 1), own[random.Next(own.Length)]);
            string text = string.Concat(parts);
            text = random.Next(2) == 0 ? text : text.TrimEnd('\n');
            text = random.Next(2) == 0 ? text : text.Replace("\n", "\r\n", StringComparison.Ordinal);

            string edited = await EditAsync(text);

            int start = edited.Zip(text).TakeWhile(pair => pair.First == pair.Second).Count();
            int end = edited.Reverse().Zip(text.Reverse()).TakeWhile(pair => pair.First == pair.Second).Take(text.Length - start).Count();
            string gone = text[start..^end];
            Assert.True(gone is "" or "'a'", $"'{gone}' went out of:\n{text}\nwhich became:\n{edited}");
            Assert.Contains("\"work\"", edited[start..], StringComparison.Ordinal);
            Assert.False(text.Contains("\r\n", StringComparison.Ordinal)
                && edited.Replace("\r\n", "", StringComparison.Ordinal).Contains('\n', StringComparison.Ordinal));
            Assert.False(await Editor.SetAuthProfileAsync(FilePath, "corp", "work", TestContext.Current.CancellationToken));
        }
    }

    [Fact]
    public async Task The_same_profile_again_writes_nothing()
    {
        await EditAsync("[providers.corp]\nauth_profile = \"work\"\n");
        File.SetLastWriteTimeUtc(FilePath, DateTime.UnixEpoch);

        Assert.False(await Editor.SetAuthProfileAsync(FilePath, "corp", "work", TestContext.Current.CancellationToken));

        Assert.Equal(DateTime.UnixEpoch, File.GetLastWriteTimeUtc(FilePath));
    }

    [Fact]
    [SuppressMessage("Interoperability", "CA1416", Justification = "Skipped on Windows.")]
    public async Task A_missing_file_is_made_for_its_owner_alone()
    {
        string file = _directory.File("a/b/config.toml");

        Assert.True(await Editor.SetAuthProfileAsync(file, "corp", "work", TestContext.Current.CancellationToken));

        Assert.Equal("[providers.corp]\nauth_profile = \"work\"\n", await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
        Assert.Equal(["config.toml"], Directory.GetFileSystemEntries(_directory.File("a/b")).Select(Path.GetFileName));
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no file modes.");
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(_directory.File("a")));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(_directory.File("a/b")));
    }

    [Fact]
    [SuppressMessage("Interoperability", "CA1416", Justification = "Skipped on Windows.")]
    public async Task The_mode_is_kept_and_a_link_stays_a_link()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need a privilege on Windows.");
        const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;
        Directory.CreateDirectory(_directory.File("dotfiles"));
        string target = _directory.Write("dotfiles/prx.toml", "a = 1\n");
        File.SetUnixFileMode(target, Mode);
        File.CreateSymbolicLink(_directory.File("middle"), "dotfiles/prx.toml");
        File.CreateSymbolicLink(FilePath, "middle");

        await Editor.SetAuthProfileAsync(FilePath, "corp", "work", TestContext.Current.CancellationToken);

        Assert.Equal("middle", new FileInfo(FilePath).LinkTarget);
        Assert.Equal("dotfiles/prx.toml", new FileInfo(_directory.File("middle")).LinkTarget);
        Assert.Contains("auth_profile = \"work\"", await File.ReadAllTextAsync(target, TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal(Mode, File.GetUnixFileMode(target));
        Assert.Single(Directory.GetFileSystemEntries(_directory.File("dotfiles")));
    }

    [Fact]
    public async Task A_link_that_leads_nowhere_yet_gets_its_target()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need a privilege on Windows.");
        File.CreateSymbolicLink(FilePath, _directory.File("dotfiles/prx.toml"));

        await Editor.SetAuthProfileAsync(FilePath, "corp", "work", TestContext.Current.CancellationToken);

        Assert.NotNull(new FileInfo(FilePath).LinkTarget);
        Assert.True(File.Exists(_directory.File("dotfiles/prx.toml")));
    }

    [Theory]
    [InlineData("a = \n", PrxAuthError.ConfigurationSyntax)]
    [InlineData("providers = 5\n", PrxAuthError.ConfigurationValue)]
    [InlineData("[[providers]]\nname = 'corp'\n", PrxAuthError.ConfigurationValue)]
    [InlineData("[providers]\ncorp = 'x'\n", PrxAuthError.ConfigurationUnavailable)]
    [InlineData("providers = {}\nproviders.x = 1\n", PrxAuthError.ConfigurationSyntax)]
    public async Task What_cannot_be_edited_is_refused_and_kept(string text, PrxAuthError error)
    {
        PrxAuthException failure = await Assert.ThrowsAsync<PrxAuthException>(() => EditAsync(text));

        Assert.Equal(error, failure.Error);
        Assert.Equal(text, await File.ReadAllTextAsync(FilePath, TestContext.Current.CancellationToken));
        Assert.Equal(2, Directory.GetFileSystemEntries(_directory.Path).Length);
    }

    [Fact]
    public async Task A_name_that_is_not_allowed_is_refused_before_anything_is_touched()
    {
        PrxAuthException failure = await Assert.ThrowsAsync<PrxAuthException>(
            () => Editor.SetAuthProfileAsync(FilePath, "corp", "my \"work\"", TestContext.Current.CancellationToken));

        Assert.Equal(PrxAuthError.ProfileNameInvalid, failure.Error);
        Assert.Empty(Directory.GetFileSystemEntries(_directory.Path));
    }

    [Fact]
    public async Task Edits_at_the_same_time_lose_nothing()
    {
        const int Editors = 24;
        await File.WriteAllTextAsync(FilePath, "# mine\n", TestContext.Current.CancellationToken);

        await Task.WhenAll(Enumerable.Range(0, Editors).Select(i => Task.Run(
            () => Editor.SetAuthProfileAsync(FilePath, $"corp{i}", $"work{i}", TestContext.Current.CancellationToken))));

        AuthConfiguration configuration = AuthConfiguration.Load(FilePath);
        Assert.Equal(
            Enumerable.Range(0, Editors).Select(i => $"corp{i}").Order(),
            configuration.ProviderTables.Select(table => table.Name).Order());
    }

    [Fact]
    public async Task What_a_text_editor_saved_meanwhile_is_not_overwritten()
    {
        await File.WriteAllTextAsync(FilePath, "a = 1\n", TestContext.Current.CancellationToken);
        ConfigurationText before = ConfigurationText.Read(FilePath)!;
        await File.WriteAllTextAsync(FilePath, "a = 2\n", TestContext.Current.CancellationToken);

        Assert.False(ConfigurationReplacement.TryWrite(FilePath, before, [.. "a = 3\n"u8]));
        Assert.False(ConfigurationReplacement.TryWrite(FilePath, before: null, [.. "a = 3\n"u8]));

        Assert.Equal("a = 2\n", await File.ReadAllTextAsync(FilePath, TestContext.Current.CancellationToken));
        Assert.Single(Directory.GetFileSystemEntries(_directory.Path));
    }
}
