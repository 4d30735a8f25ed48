using FsCheck;
using FsCheck.Fluent;
using PrxAuth.Core.Flows;
using PrxAuth.Core.Profiles;
using PrxAuth.Core.Tokens;

namespace PrxAuth.Core.Tests.Hostile;

/// <summary>Values of ours, of every kind there can be.</summary>
public static class Generators
{
    private const string NameCharacters = "abcxyzABCXYZ0189._-@+";

    public static Arbitrary<ProfileKey> ProfileKeys() =>
        (from provider in Name() from profile in Name() select new ProfileKey(provider, profile)).ToArbitrary();

    public static Arbitrary<Credential> Credentials() => (
        from key in ProfileKeys().Generator
        from flow in Gen.Elements(Enum.GetValues<SignInFlow>())
        from tokens in Tokens()
        from service in Service()
        from account in MaybeText()
        from subject in MaybeText()
        from reason in MaybeText()
        from time in Time()
        select new Credential
        {
            Key = key,
            Flow = flow,
            Tokens = tokens,
            Service = service,
            Account = account,
            Subject = subject,
            LoginRequiredReason = reason,
            CreatedAt = time,
            UpdatedAt = time,
        }).ToArbitrary();

    /// <summary>A text that is not empty, with what is hard to write and hard to see in it.</summary>
    public static Gen<string> Text() => Gen.Elements("a", "Z", "7", " ", "é", "中", "😀", "\"", "\\", "/", "\n", "\0", "\u202e", "{", "=", "#")
        .NonEmptyListOf().Select(string.Concat);

    private static Gen<string> Name() => Gen.Elements(NameCharacters.ToCharArray()).NonEmptyListOf().Select(string.Concat).Where(ProfileKey.IsValidName);

    private static Gen<string?> MaybeText() => Gen.OneOf(Gen.Constant<string?>(null), Text().Select(text => (string?)text));

    private static Gen<DateTimeOffset> Time() =>
        from seconds in Gen.Choose(0, int.MaxValue)
        from hours in Gen.Choose(-14, 14)
        select DateTimeOffset.FromUnixTimeSeconds(seconds).ToOffset(TimeSpan.FromHours(hours));

    private static Gen<TokenSet> Tokens() =>
        from access in Text()
        from refresh in MaybeText()
        from scopes in Text().ListOf()
        from time in Time()
        select new TokenSet
        {
            AccessToken = new Secret(access),
            RefreshToken = Secret.FromNullable(refresh),
            Scopes = [.. scopes],
            ReceivedAt = time,
            ExpiresAt = time.AddHours(1),
        };

    private static Gen<ServiceToken?> Service() => Gen.OneOf(
        Gen.Constant<ServiceToken?>(null),
        from token in Text()
        from time in Time()
        select (ServiceToken?)new ServiceToken { Token = new Secret(token), ExpiresAt = time, Endpoint = new Uri("https://api.example.com/v1") });
}
