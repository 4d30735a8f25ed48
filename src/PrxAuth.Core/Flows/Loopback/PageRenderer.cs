using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;

namespace PrxAuth.Core.Flows.Loopback;

/// <summary>Makes HTML of a page: no script, nothing from elsewhere, every text encoded.</summary>
internal static class PageRenderer
{
    // A browser hashes the style with line feeds, whatever the checkout made of this file.
    private static readonly string Style = """
        :root {
          color-scheme: light dark;
          --ground: #f4f5f8; --card: #fff; --ink: #1b1f27; --quiet: #5a6372; --line: #e2e5eb;
          --good: #14804a; --bad: #c0362c; --note: #2f62c9;
        }
        @media (prefers-color-scheme: dark) {
          :root {
            --ground: #101318; --card: #191d24; --ink: #eceff4; --quiet: #a2acba; --line: #2b313b;
            --good: #43c483; --bad: #f2766b; --note: #7fa7ff;
          }
        }
        * { box-sizing: border-box; }
        body {
          margin: 0; min-height: 100vh; padding: 1.5rem; display: grid; place-items: center;
          background: var(--ground); color: var(--ink);
          font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif;
        }
        main {
          width: 100%; max-width: 32rem; padding: 2.5rem 2rem; text-align: center;
          border: 1px solid var(--line); border-radius: 1rem; background: var(--card);
          box-shadow: 0 1px 2px #0000000f, 0 12px 32px #00000014;
        }
        svg {
          width: 3.5rem; height: 3.5rem; fill: none; stroke: currentColor;
          stroke-width: 2.5; stroke-linecap: round; stroke-linejoin: round;
        }
        .success svg { color: var(--good); }
        .failure svg { color: var(--bad); }
        .notice svg { color: var(--note); }
        h1 { margin: 1rem 0 .5rem; font-size: 1.5rem; line-height: 1.25; font-weight: 650; overflow-wrap: anywhere; text-wrap: balance; }
        p { margin: 0; overflow-wrap: anywhere; text-wrap: balance; }
        .advice { margin-top: 1.25rem; padding-top: 1.25rem; border-top: 1px solid var(--line); color: var(--quiet); }
        footer { margin-top: 1.5rem; color: var(--quiet); font-size: .8125rem; letter-spacing: .02em; }
        """.ReplaceLineEndings("\n");

    /// <summary>
    /// The policy that goes with every page. The style is allowed by its hash, so that even markup that slipped past the encoding
    /// could neither run, load, post nor restyle anything.
    /// </summary>
    public static string ContentSecurityPolicy { get; } =
        $"default-src 'none'; style-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Style)))}'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /// <summary>The page as an HTML document.</summary>
    public static string Render(LoopbackPage page)
    {
        (string className, string sign) = page.Kind switch
        {
            LoopbackPageKind.Success => ("success", "<path d=\"M15 24.5l6.5 6.5L33.5 18\"/>"),
            LoopbackPageKind.Failure => ("failure", "<path d=\"M17 17l14 14M31 17L17 31\"/>"),
            _ => ("notice", "<path d=\"M24 22v11M24 15v.01\"/>"),
        };
        return $"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <meta name="robots" content="noindex">
            <title>{Encode(page.Title)}</title>
            <style>{Style}</style>
            </head>
            <body>
            <main class="{className}">
            <svg viewBox="0 0 48 48" aria-hidden="true"><circle cx="24" cy="24" r="21"/>{sign}</svg>
            <h1>{Encode(page.Title)}</h1>
            <p>{Encode(page.Message)}</p>
            <p class="advice">{Encode(page.Advice)}</p>
            <footer>PrxAuth</footer>
            </main>
            </body>
            </html>

            """;
    }

    private static string Encode(string text) => HtmlEncoder.Default.Encode(ProviderText.Clean(text));
}
