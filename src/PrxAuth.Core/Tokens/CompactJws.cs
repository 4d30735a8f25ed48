using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace PrxAuth.Core.Tokens;

/// <summary>Writes a signed JSON Web Token (RFC 7515 section 7.1). What is in it is its author's to say.</summary>
internal static class CompactJws
{
    public static string Write(Action<Utf8JsonWriter> header, Action<Utf8JsonWriter> claims, Func<byte[], byte[]> sign)
    {
        string signed = $"{Part(header)}.{Part(claims)}";
        return $"{signed}.{Base64Url.EncodeToString(sign(Encoding.ASCII.GetBytes(signed)))}";
    }

    private static string Part(Action<Utf8JsonWriter> members) => Base64Url.EncodeToString(JsonBody.Write(members));
}
