using System.Text;

namespace PrxAuth.Core.Flows.Loopback;

/// <summary>
/// The parameters of a redirect, decoded exactly once as application/x-www-form-urlencoded (RFC 6749 appendix B). A decoder that
/// forgives would let two readers of one URL see two different codes; this one takes a query or refuses it.
/// </summary>
internal sealed class RedirectParameters
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly Dictionary<string, string> _values;

    private RedirectParameters(Dictionary<string, string> values) => _values = values;

    /// <summary>Reads a query without its question mark; null where it is malformed or repeats a name (RFC 6749 section 3.1).</summary>
    public static RedirectParameters? TryParse(string query)
    {
        Dictionary<string, string> values = new(StringComparer.Ordinal);
        foreach (string pair in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            int equals = pair.IndexOf('=', StringComparison.Ordinal);
            string? name = Decode(equals < 0 ? pair : pair[..equals]);
            string? value = Decode(equals < 0 ? string.Empty : pair[(equals + 1)..]);
            if (name is null || value is null || !values.TryAdd(name, value))
            {
                return null;
            }

            // Only the description is prose; everything else is compared, sent on or printed as it is.
            if (name != "error_description" && ProviderText.HasControl(value))
            {
                return null;
            }
        }

        return new RedirectParameters(values);
    }

    /// <summary>The decoded value, or null where the parameter is absent.</summary>
    public string? Find(string name) => _values.GetValueOrDefault(name);

    private static string? Decode(string text)
    {
        byte[] bytes = new byte[text.Length];
        int length = 0;
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (c == '%')
            {
                if (i + 2 >= text.Length || !char.IsAsciiHexDigit(text[i + 1]) || !char.IsAsciiHexDigit(text[i + 2]))
                {
                    return null;
                }

                bytes[length++] = Convert.FromHexString(text.AsSpan(i + 1, 2))[0];
                i += 2;
            }
            else if (c is > ' ' and < '\x7f')
            {
                bytes[length++] = (byte)(c == '+' ? ' ' : c);
            }
            else
            {
                return null;
            }
        }

        try
        {
            return StrictUtf8.GetString(bytes, 0, length);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
