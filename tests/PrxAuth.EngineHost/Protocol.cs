namespace PrxAuth.EngineHost;

/// <summary>What the engine is asked to do; one line of JSON on its standard input.</summary>
public sealed record EngineRequest
{
    /// <summary><c>open</c>, <c>run</c>, <c>stop</c>, <c>answer</c> or <c>complete</c>.</summary>
    public required string Command { get; init; }

    /// <summary>Which of the process's sessions is meant.</summary>
    public int Session { get; init; }

    /// <summary>For <c>open</c>: the variables of the session, over those the process was started with.</summary>
    public Dictionary<string, string>? Environment { get; init; }

    /// <summary>For <c>open</c>: the module to import; none when null.</summary>
    public string? Module { get; init; }

    /// <summary>For <c>open</c>: what the person at the prompt answers, one after the other; then the host waits for more. Null: there is nobody to ask.</summary>
    public List<string>? Answers { get; init; }

    /// <summary>For <c>run</c>: the script; for <c>complete</c>: the line, the cursor at its end; for <c>answer</c>: what is typed.</summary>
    public string? Script { get; init; }
}

/// <summary>What the engine says; one line of JSON on its standard output.</summary>
public sealed record EngineReply
{
    /// <summary>The session that speaks.</summary>
    public int Session { get; init; }

    /// <summary>A record that was just written: its stream and text. Null in the last reply to a request.</summary>
    public string? Stream { get; init; }

    /// <summary>The text of that record.</summary>
    public string? Text { get; init; }

    /// <summary>The result of the request.</summary>
    public EngineResult? Result { get; init; }
}

/// <summary>Everything that a script left behind, on every stream.</summary>
public sealed record EngineResult
{
    public List<OutputReport> Output { get; init; } = [];

    public List<ErrorReport> Errors { get; init; } = [];

    /// <summary>The failure that ended the script; null when it came to its end.</summary>
    public ErrorReport? Terminating { get; set; }

    public List<string> Warnings { get; init; } = [];

    public List<string> Verbose { get; init; } = [];

    public List<string> Debug { get; init; } = [];

    public List<string> Information { get; init; } = [];

    public List<ProgressReport> Progress { get; init; } = [];

    /// <summary>What the host showed.</summary>
    public string Screen { get; set; } = "";

    /// <summary><c>Completed</c>, <c>Failed</c> or <c>Stopped</c>.</summary>
    public string State { get; set; } = "";

    /// <summary>The session's <c>$LASTEXITCODE</c>.</summary>
    public string? LastExitCode { get; set; }

    /// <summary>The session's <c>$Error</c>.</summary>
    public List<ErrorReport> ErrorVariable { get; init; } = [];

    /// <summary>The words that complete the line.</summary>
    public List<string> Completions { get; init; } = [];
}

/// <summary>An object that went down the pipeline.</summary>
/// <param name="Type">Its type's full name.</param>
/// <param name="Text">How it prints.</param>
/// <param name="Properties">Its properties, as text.</param>
/// <param name="Revealed">All that can be got out of it: properties in depth, JSON, CLIXML.</param>
public sealed record OutputReport(string Type, string Text, Dictionary<string, string?> Properties, string Revealed);

/// <summary>An error record.</summary>
/// <param name="Id">The fully qualified error id up to the comma.</param>
/// <param name="Category">The category.</param>
/// <param name="Message">What the user reads.</param>
/// <param name="Recommendation">The way out.</param>
/// <param name="Target">What it is about.</param>
/// <param name="Revealed">All that can be got out of it.</param>
public sealed record ErrorReport(string Id, string Category, string Message, string? Recommendation, string? Target, string Revealed);

/// <summary>A progress record.</summary>
/// <param name="Activity">What is going on.</param>
/// <param name="Status">How it stands.</param>
/// <param name="SecondsRemaining">What is left; -1 when unknown.</param>
/// <param name="IsCompleted">Whether it is over.</param>
public sealed record ProgressReport(string Activity, string Status, int SecondsRemaining, bool IsCompleted);
