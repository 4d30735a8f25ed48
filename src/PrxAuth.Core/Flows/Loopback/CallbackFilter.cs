using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace PrxAuth.Core.Flows.Loopback;

/// <summary>Tells the authorization response of the sign-in in progress from everything else that reaches the port.</summary>
internal sealed class CallbackFilter(string path, string expectedState, int port)
{
    private static readonly string[] PurposeFields = ["sec-purpose", "purpose", "x-purpose", "x-moz"];

    private readonly byte[] _expectedState = Encoding.UTF8.GetBytes(expectedState);
    private readonly HashSet<string> _hostFields = LoopbackHosts.HostFields(port);

    /// <summary>Reads a request.</summary>
    /// <param name="head">The request.</param>
    /// <param name="callback">The parameters of the authorization response, if this is it.</param>
    /// <param name="refusal">The answer, if it is not.</param>
    public bool TryAccept(
        HttpRequestHead head,
        [NotNullWhen(true)] out RedirectParameters? callback,
        [NotNullWhen(false)] out HttpAnswer? refusal)
    {
        callback = null;
        refusal = RefuseByHead(head);
        if (refusal is not null)
        {
            return false;
        }

        RedirectParameters? parameters = RedirectParameters.TryParse(head.Query);
        if (parameters is null)
        {
            refusal = HttpAnswer.Malformed;
            return false;
        }

        // A fixed-time comparison: any page in the browser and any process of this machine may ask as often as it likes.
        byte[] state = Encoding.UTF8.GetBytes(parameters.Find("state") ?? string.Empty);
        if (!CryptographicOperations.FixedTimeEquals(state, _expectedState))
        {
            refusal = HttpAnswer.NotInProgress;
            return false;
        }

        callback = parameters;
        return true;
    }

    private HttpAnswer? RefuseByHead(HttpRequestHead head)
    {
        if (head.Headers["host"].ToArray() is not [var host] || !_hostFields.Contains(host))
        {
            return HttpAnswer.ForeignHost;
        }

        if (!string.Equals(head.Path, path, StringComparison.Ordinal))
        {
            return HttpAnswer.NotFound;
        }

        return head.Method switch
        {
            "GET" => IsPrefetch(head) ? HttpAnswer.NoPrefetch : null,
            "OPTIONS" => HttpAnswer.Preflight,
            _ => HttpAnswer.MethodNotAllowed,
        };
    }

    private static bool IsPrefetch(HttpRequestHead head) => PurposeFields
        .SelectMany(name => head.Headers[name])
        .Any(value => value.Contains("prefetch", StringComparison.OrdinalIgnoreCase)
            || value.Contains("prerender", StringComparison.OrdinalIgnoreCase)
            || value.Contains("preview", StringComparison.OrdinalIgnoreCase));
}
