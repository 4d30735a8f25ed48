using System.Runtime.InteropServices;
using SharpFuzz.Common;

namespace PrxAuth.Fuzz;

/// <summary>Where instrumented code counts its branches.</summary>
internal static class Coverage
{
    private const int MapSize = 1 << 16;

    /// <summary>Gives it room of its own: instrumented code runs before afl-fuzz gives its, and under other verbs never gets that.</summary>
    public static unsafe void Prepare() => Trace.SharedMem = (byte*)NativeMemory.AllocZeroed(MapSize);
}
