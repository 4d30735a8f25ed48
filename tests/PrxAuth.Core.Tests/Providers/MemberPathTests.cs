using System.Text.Json;
using PrxAuth.Core.Providers;
using Xunit;

namespace PrxAuth.Core.Tests.Providers;

public sealed class MemberPathTests
{
    private const string Json = """
        {
          "email": "ada@example.com", "id": 42, "empty": "", "flag": true, "account": { "uuid": "u1" }, "a.b": "dotted",
          "https://api.openai.com/auth": { "chatgpt_account_id": "acc", "m~n": "tilde" }
        }
        """;

    [Theory]
    [InlineData("email", "ada@example.com")]
    [InlineData("id", "42")]
    [InlineData("account.uuid", "u1")]
    [InlineData("/account/uuid", "u1")]
    [InlineData("/a.b", "dotted")]
    [InlineData("/https:~1~1api.openai.com~1auth/chatgpt_account_id", "acc")]
    [InlineData("/https:~1~1api.openai.com~1auth/m~0n", "tilde")]
    [InlineData("a.b", null)]
    [InlineData("empty", null)]
    [InlineData("flag", null)]
    [InlineData("account", null)]
    [InlineData("missing", null)]
    [InlineData("email.x", null)]
    public void A_path_finds_its_member(string path, string? expected)
    {
        using JsonDocument document = JsonDocument.Parse(Json);

        Assert.Equal(expected is not null, MemberPath.TryFind(document.RootElement, path, out string? text));
        Assert.Equal(expected, expected is null ? null : text);
    }

    [Fact]
    public void The_first_path_that_leads_somewhere_wins()
    {
        using JsonDocument document = JsonDocument.Parse(Json);

        Assert.Equal("42", MemberPath.FindFirst(document.RootElement, ["missing", "empty", "id", "email"]));
        Assert.Null(MemberPath.FindFirst(document.RootElement, ["missing"]));
    }
}
