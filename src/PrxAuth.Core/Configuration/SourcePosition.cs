namespace PrxAuth.Core.Configuration;

/// <summary>A place in a text file as editors show it: both from 1, columns in characters.</summary>
internal readonly record struct SourcePosition(int Line, int Column)
{
    public override string ToString() => $"{Line}:{Column}";
}

/// <summary>A piece of a text, in UTF-16 code units.</summary>
internal readonly record struct SourceRange(int Start, int End);
