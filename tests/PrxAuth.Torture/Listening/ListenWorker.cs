using System.Collections.Concurrent;
using System.Diagnostics;
using PrxAuth.Core;
using PrxAuth.Core.Flows;
using PrxAuth.Core.Flows.Browsing;
using PrxAuth.Core.Profiles;

namespace PrxAuth.Torture.Listening;

/// <summary>Signs in with a browser that waits until it is told to go on; several sign-ins at once, by lines of standard input.</summary>
internal static class ListenWorker
{
    public const string Verb = "listen-worker";

    public static async Task<int> RunAsync()
    {
        Console.WriteLine("ready");
        ConcurrentDictionary<string, TaskCompletionSource> gates = new(StringComparer.Ordinal);
        while (await Console.In.ReadLineAsync() is { } line)
        {
            switch (line.Split(' '))
            {
                case ["begin", string profile, string provider, string user]:
                    var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                    gates[profile] = gate;
                    _ = SignInAsync(profile, provider, user, gate.Task);
                    break;
                case ["go", string profile] when gates.TryRemove(profile, out TaskCompletionSource? waiting):
                    waiting.SetResult();
                    break;
            }
        }

        return 0;
    }

    private static async Task SignInAsync(string profile, string provider, string user, Task gate)
    {
        try
        {
            using var browser = new PatientBrowser(profile, user, gate);
            using AuthSession session = AuthSession.Open(new AuthSessionOptions { Browser = browser });
            var request = new SignInRequest { Provider = provider, Profile = profile, Flow = SignInFlow.Browser, OpenBrowser = true };
            Credential credential = await session.SignIn.SignInAsync(request, new SilentPerson(), CancellationToken.None);
            string page = await browser.PageAsync();
            Console.WriteLine($"done {profile} {credential.Account} {(long)browser.Elapsed.TotalMilliseconds} {page}");
        }
        catch (Exception e)
        {
            // Whatever comes out is the result, and the report names it.
            Console.WriteLine($"failed {profile} {(e as PrxAuthException)?.Error.ToString() ?? e.GetType().Name} {e.Message.ReplaceLineEndings(" ")}");
        }
    }

    /// <summary>Tells where the listener is, and visits the provider as one certain person when it may.</summary>
    private sealed class PatientBrowser(string profile, string user, Task gate) : IBrowserLauncher, IDisposable
    {
        private readonly HttpClient _client = new(new SocketsHttpHandler { UseProxy = false });
        private Task<string> _visit = Task.FromResult("none");
        private long _start;

        public TimeSpan Elapsed => Stopwatch.GetElapsedTime(_start);

        public Task<bool> TryOpenAsync(Uri url, CancellationToken cancellationToken)
        {
            string redirect = url.Query[1..].Split('&').First(pair => pair.StartsWith("redirect_uri=", StringComparison.Ordinal));
            Console.WriteLine($"open {profile} {Uri.UnescapeDataString(redirect["redirect_uri=".Length..])}");
            _visit = VisitAsync(url);
            return Task.FromResult(true);
        }

        /// <summary>What the last page's status was.</summary>
        public Task<string> PageAsync() => _visit;

        public void Dispose() => _client.Dispose();

        private async Task<string> VisitAsync(Uri url)
        {
            await gate;
            _start = Stopwatch.GetTimestamp();
            try
            {
                using HttpResponseMessage response = await _client.GetAsync(new Uri($"{url.AbsoluteUri}&login_hint={user}"));
                return $"{(int)response.StatusCode}";
            }
            catch (HttpRequestException e)
            {
                // It asks once and no more: a browser that was put off would be a sign-in lost.
                Console.WriteLine($"failed {profile} browser {e.Message.ReplaceLineEndings(" ")} {e.InnerException?.Message.ReplaceLineEndings(" ")}");
                return "none";
            }
        }
    }
}
