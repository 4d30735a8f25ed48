using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using PrxAuth.Core.Profiles;
using PrxAuth.Core.Storage.Files;
using PrxAuth.Core.Wire;
using Xunit;

namespace PrxAuth.Core.Tests.Hostile;

/// <summary>What holds of every name, time and word of a provider.</summary>
[Properties(Arbitrary = [typeof(Generators)])]
public sealed partial class TextProperties
{
    [Property(MaxTest = 5000)]
    public Property A_name_is_valid_exactly_when_it_is_a_file_name_everywhere() => Prop.ForAll(
        Gen.OneOf(
            Gen.Elements("con", "NUL", "com1", "lpt9", "aux", "prn", "a", "x", ".", "..", "/", "\\", ":", " ", "-", "@", "é", "0", "", "Work", "\0", "aaaaaaaaaaaaaaaa")
                .ListOf().Select(string.Concat),
            ArbMap.Default.GeneratorFor<string>()).ToArbitrary(),
        name => ProfileKey.IsValidName(name) == IsFileNameEverywhere(name));

    [Property(MaxTest = 30)]
    public void A_valid_name_is_found_again_where_it_lies(ProfileKey key)
    {
        DirectoryInfo root = Directory.CreateTempSubdirectory("prxauth-names-");
        try
        {
            ProfilePaths paths = new(root.FullName);
            Directory.CreateDirectory(paths.Directory(key.Provider));
            File.WriteAllBytes(paths.Sealed(key), []);

            Assert.Equal([key], paths.Keys(null));
        }
        finally
        {
            root.Delete(recursive: true);
        }
    }

    [Property]
    public void A_time_means_what_its_units_say(byte days, byte hours, byte minutes, byte seconds)
    {
        TimeSpan time = new(days, hours, minutes, seconds);

        Assert.True(Duration.TryParse($"{days}d{hours}h {minutes}m{seconds}s", out TimeSpan read));
        Assert.Equal(time, read);
        Assert.True(Duration.TryParse(time.ToString("c"), out read));
        Assert.Equal(time, read);
    }

    [Property(MaxTest = 2000)]
    public Property A_time_is_never_negative_and_never_endless() => Prop.ForAll(
        Gen.Elements("9", "1", "0", "00", ".", ":", "d", "h", "m", "s", " ", "-", "e").ListOf().Select(string.Concat).ToArbitrary(),
        text => !Duration.TryParse(text, out TimeSpan read) || (read >= TimeSpan.Zero && read <= TimeSpan.FromDays(3652.5)));

    [Property]
    public Property Clean_text_holds_neither_a_secret_nor_what_nobody_sees() => Prop.ForAll(
        (from secret in Gen.Elements("a", "b", "7", "-", "%", "=", "é").ListOf(12).Select(string.Concat)
         from words in Generators.Text().ListOf()
         from hidden in Gen.Elements("\u200b", "\0", "\u001b", "\u202e", "", "\u2028")
         select (secret, words, hidden)).ToArbitrary(),
        drawn =>
        {
            (string secret, List<string> words, string hidden) = drawn;
            string said = string.Join($"{secret[..5]}{hidden}{secret[5..]}", words.Prepend("").Append(" "));
            string clean = SafeText.Clean(said, new Secret(secret));
            Assert.DoesNotContain(secret, clean, StringComparison.Ordinal);
            Assert.False(Invisible.IsIn(clean));
            Assert.InRange(clean.Length, 0, 301);
        });

    [Property]
    public void A_failure_shows_nothing_that_moves_the_cursor(string? text)
    {
        PrxAuthException failure = new(PrxAuthError.Internal, $"It is '{text}'.", $"Do not '{text}'.") { Target = text };

        Assert.False(Invisible.IsIn(failure.Message + failure.Recommendation + failure.Target));
        Assert.DoesNotContain(failure.Message, char.IsControl);
        PrxAuth.Cli.Rendering.JsonRenderer.Render(failure);
    }

    // Written apart from the rule it checks: the characters that every file system takes, and no name that Windows keeps for a device.
    private static bool IsFileNameEverywhere(string? name) => name is not null && Plain().IsMatch(name) && !Device().IsMatch(name);

    [GeneratedRegex(@"\A[A-Za-z0-9]([A-Za-z0-9._@+-]{0,62}[A-Za-z0-9_@+-])?\z")]
    private static partial Regex Plain();

    [GeneratedRegex(@"\A(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|\z)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Device();
}
