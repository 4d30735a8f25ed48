namespace PrxAuth.Simulator;

/// <summary>How an answer is broken.</summary>
public enum FaultMode
{
    /// <summary>Not at all.</summary>
    None,
    /// <summary>200 with an HTML page.</summary>
    Html,
    /// <summary>200 with <c>{}</c>.</summary>
    EmptyObject,
    /// <summary>200 with a JSON media type and a body that is not JSON.</summary>
    NotJson,
    /// <summary>200 with a JSON body of more than 2 MiB.</summary>
    Oversized,
    /// <summary>500.</summary>
    InternalServerError,
    /// <summary>502 with an HTML page.</summary>
    BadGateway,
    /// <summary>503.</summary>
    ServiceUnavailable,
    /// <summary>429.</summary>
    TooManyRequests,
    /// <summary>302 to another path of this host.</summary>
    Redirect,
    /// <summary>No answer until the client gives up.</summary>
    Hang,
    /// <summary>The connection is reset before anything is done.</summary>
    Reset,
    /// <summary>The request is processed, then the connection is reset: the client never learns what it got.</summary>
    Lost,
}
