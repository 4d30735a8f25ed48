using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using PrxAuth.Core.Flows.Loopback;
using PrxAuth.Core.Tests.Support;
using Xunit;

namespace PrxAuth.Core.Tests.Flows.Loopback;

public sealed class SignInPagesTests
{
    private const string Hostile = "</title><script>alert(1)</script><img src=x onerror=\"y\">'&\u202Egnp\u0007";

    [Fact]
    [Conformance("C10")]
    public void Hostile_text_stays_text()
    {
        LoopbackPage[] pages =
        [
            SignInPages.Success(Hostile, Hostile, Hostile),
            SignInPages.Denied(Hostile),
            SignInPages.Failed(Hostile, Hostile, Hostile),
            LoopbackPage.Success(Hostile, Hostile),
            LoopbackPage.Failure(Hostile, Hostile),
        ];
        Assert.All(pages, page =>
        {
            string html = PageRenderer.Render(page);
            Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("<img", html, StringComparison.OrdinalIgnoreCase);
            Assert.Single(Regex.Matches(html, "</title>"));
            Assert.DoesNotContain("x202E", html, StringComparison.OrdinalIgnoreCase);
            Assert.Contains("&lt;script&gt;alert(1)&lt;/script&gt;", html, StringComparison.Ordinal);
        });
    }

    [Fact]
    [Conformance("C15")]
    public void A_page_loads_nothing_and_its_style_has_the_hash_that_the_policy_allows()
    {
        string html = PageRenderer.Render(SignInPages.Success("GitHub", "octocat", "work"));
        Assert.DoesNotContain("://", html, StringComparison.Ordinal);
        Assert.DoesNotContain("url(", html, StringComparison.Ordinal);
        Assert.DoesNotContain(" style=", html, StringComparison.Ordinal);
        string style = Regex.Match(html, "<style>(.*?)</style>", RegexOptions.Singleline).Groups[1].Value;
        string hash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(style)));
        Assert.Contains($"style-src 'sha256-{hash}'", PageRenderer.ContentSecurityPolicy, StringComparison.Ordinal);
        Assert.StartsWith("default-src 'none';", PageRenderer.ContentSecurityPolicy, StringComparison.Ordinal);
    }

    [Fact]
    public void The_success_page_names_provider_account_and_profile()
    {
        LoopbackPage page = SignInPages.Success("GitHub", "octocat", "work");
        Assert.Equal("Signed in to GitHub as octocat", page.Title);
        Assert.Contains("work", page.Message, StringComparison.Ordinal);
        Assert.Equal("Signed in to GitHub", SignInPages.Success("GitHub", null, "work").Title);
    }

    [Theory]
    [InlineData("?code=a%20b&state=s", "a b", "s")]
    [InlineData("code=ab", "ab", "")]
    public void A_pasted_query_is_read(string query, string code, string state)
    {
        Assert.True(AuthorizationResponse.TryParse(query, out AuthorizationResponse? response));
        Assert.Equal(code, response.Code!.Reveal());
        Assert.Equal(state, response.State);
        Assert.True(response.CompleteAsync(SignInPages.Denied("GitHub")).IsCompletedSuccessfully);
        Assert.DoesNotContain(code, response.ToString()!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("code=a&code=b")]
    [InlineData("code=%")]
    [InlineData("code=a b")]
    [InlineData("code=a%0Ab")]
    [Conformance("C05")]
    public void A_malformed_pasted_query_is_refused(string query) => Assert.False(AuthorizationResponse.TryParse(query, out _));
}
