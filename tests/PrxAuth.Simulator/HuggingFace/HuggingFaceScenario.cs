namespace PrxAuth.Simulator;

/// <summary>How Hugging Face's token endpoint fails.</summary>
public enum HuggingFaceOutage
{
    /// <summary>Not at all.</summary>
    Off,
    /// <summary>500 with a JSON error.</summary>
    ServerError,
    /// <summary>504 with an HTML page.</summary>
    HtmlPage,
}

/// <summary>The switches of the Hugging Face emulator.</summary>
public sealed class HuggingFaceScenario
{
    /// <summary>How the token endpoint fails, until it is switched back.</summary>
    public HuggingFaceOutage Outage { get; set; }

    internal void Reset() => Outage = HuggingFaceOutage.Off;
}
