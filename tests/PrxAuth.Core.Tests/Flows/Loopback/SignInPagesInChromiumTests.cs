using PrxAuth.Core.Flows.Loopback;
using PrxAuth.Core.Tests.Support;
using Xunit;

namespace PrxAuth.Core.Tests.Flows.Loopback;

/// <summary>The pages as a real browser shows them. With <c>PRXAUTH_PICTURES</c> set to a directory, their pictures are kept there.</summary>
public sealed class SignInPagesInChromiumTests
{
    private static readonly (string Name, LoopbackPage Page)[] s_pages =
    [
        ("success", SignInPages.Success("GitLab", "alice@example.com", "work")),
        ("denied", SignInPages.Denied("Google Gemini")),
        ("failed", SignInPages.Failed(
            "Corp",
            "Provider 'corp' does not accept the client 'prx-cli' (invalid_client).",
            "Check client_id, client_secret and the registered redirect URI under [providers.corp] in the config file.")),
        ("another-sign-in", SignInPages.NotInProgress),
        ("long-words", SignInPages.Success(new string('W', 120), new string('m', 256) + "@example.com", new string('p', 100))),
    ];

    private static readonly (string Name, int Width, int Height, bool Mobile)[] s_screens =
        [("desk", 1024, 640, false), ("phone", 360, 720, true)];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_page_fits_a_phone_follows_the_night_and_gives_the_console_nothing_to_say()
    {
        if (Chromium.Find() is not { } path)
        {
            Assert.Skip("There is no Chromium on the PATH (Debian: apt-get install chromium), so no real browser was asked.");
            return;
        }

        await using RawProvider server = new(request =>
            s_pages.FirstOrDefault(one => request.Path == $"/{one.Name}").Page is { } page
                ? HttpAnswer.Result(page).ToBytes(withContent: true)
                : HttpAnswer.NotFound.ToBytes(withContent: true));
        await using Chromium chromium = await Chromium.StartAsync(path, Cancellation);
        foreach ((string screen, int width, int height, bool mobile) in s_screens)
        {
            foreach ((string name, _) in s_pages)
            {
                byte[] day = await LookAsync(chromium, new Uri(server.Address, name), width, height, mobile, dark: false);
                byte[] night = await LookAsync(chromium, new Uri(server.Address, name), width, height, mobile, dark: true);

                Assert.NotEqual(day, night);
                Keep($"{name}-{screen}-light.png", day);
                Keep($"{name}-{screen}-dark.png", night);
            }
        }

        // A page that is not a success has a status that says so, which the console repeats; policies and scripts it must not mention.
        Assert.DoesNotContain(chromium.Complaints, complaint => !complaint.Contains("Failed to load resource", StringComparison.Ordinal));
    }

    private static async Task<byte[]> LookAsync(Chromium chromium, Uri page, int width, int height, bool mobile, bool dark)
    {
        await chromium.BecomeAsync(width, height, mobile, dark, Cancellation);
        await chromium.GoAsync(page, Cancellation);

        Assert.Equal(width, (await chromium.EvaluateAsync("innerWidth", Cancellation))!.GetValue<int>());
        Assert.InRange((await chromium.EvaluateAsync("document.documentElement.scrollWidth", Cancellation))!.GetValue<int>(), 1, width);
        Assert.InRange((await chromium.EvaluateAsync("parseFloat(getComputedStyle(document.querySelector('p')).fontSize)", Cancellation))!.GetValue<double>(), 16, 24);
        Assert.Equal(0, (await chromium.EvaluateAsync("document.scripts.length", Cancellation))!.GetValue<int>());
        Assert.Equal(1, (await chromium.EvaluateAsync("document.styleSheets.length", Cancellation))!.GetValue<int>());
        return await chromium.CaptureAsync(Cancellation);
    }

    private static void Keep(string name, byte[] picture)
    {
        if (Environment.GetEnvironmentVariable("PRXAUTH_PICTURES") is { Length: > 0 } directory)
        {
            File.WriteAllBytes(Path.Join(directory, name), picture);
        }
    }
}
