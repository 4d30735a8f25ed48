namespace PrxAuth.Torture.Killing;

/// <summary>What a worker does.</summary>
internal enum Operation
{
    Refresh,
    Login,
    Logout,
    SetActive,
    Reseal,
}

/// <summary>What a worker says of it.</summary>
internal enum LineKind
{
    Begin,
    Done,
    Failed,
}

/// <summary>One line of a worker: what it is about to do, has done or could not do.</summary>
internal sealed record WorkerLine(LineKind Kind, Operation Operation, string Profile, string Detail)
{
    /// <summary>Reads a line; null where the kill cut it off.</summary>
    public static WorkerLine? Parse(string line) =>
        line.Split(' ', 4) is [string kind, string operation, string profile, string detail]
        && Enum.TryParse(kind, out LineKind parsedKind) && Enum.TryParse(operation, out Operation parsedOperation)
            ? new WorkerLine(parsedKind, parsedOperation, profile, detail)
            : null;

    public override string ToString() => $"{Kind} {Operation} {Profile} {Detail}";
}
