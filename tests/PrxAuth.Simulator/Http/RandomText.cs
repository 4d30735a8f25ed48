using System.Security.Cryptography;

namespace PrxAuth.Simulator.Http;

/// <summary>Unguessable texts in the shapes that providers give theirs.</summary>
internal static class RandomText
{
    private const string Alphanumerics = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private const string UserCodeCharacters = "BCDFGHJKLMNPQRSTVWXZ23456789";

    public static string Alphanumeric(int length) => RandomNumberGenerator.GetString(Alphanumerics, length);

    public static string Hex(int length) => RandomNumberGenerator.GetHexString(length, lowercase: true);

    public static string UserCode() =>
        $"{RandomNumberGenerator.GetString(UserCodeCharacters, 4)}-{RandomNumberGenerator.GetString(UserCodeCharacters, 4)}";
}
