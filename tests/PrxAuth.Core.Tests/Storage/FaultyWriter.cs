using PrxAuth.Core.Storage.Files;

namespace PrxAuth.Core.Tests.Storage;

public enum WriteStep
{
    ReserveRoom,
    CreateTemporary,
    WriteBytes,
    FlushFile,
    Replace,
    FlushDirectory,
}

/// <summary>Writes as the real one does, up to the step that is told to fail.</summary>
internal sealed class FaultyWriter : DurableWriter
{
    private WriteStep? _step;
    private Exception? _fault;
    private int _passes;
    private int _times;

    /// <summary>Whether the step was reached and failed.</summary>
    internal bool HasFailed { get; private set; }

    /// <summary>Has a step fail from now on.</summary>
    /// <param name="step">The step.</param>
    /// <param name="fault">What it throws.</param>
    /// <param name="passes">How often it goes well before.</param>
    /// <param name="times">How often it fails.</param>
    internal void Fail(WriteStep step, Exception fault, int passes = 0, int times = int.MaxValue) =>
        (_step, _fault, _passes, _times) = (step, fault, passes, times);

    internal void Heal() => _step = null;

    protected override FileStream CreateTemporary(string path, int room = 0)
    {
        FailAt(room > 0 ? WriteStep.ReserveRoom : WriteStep.CreateTemporary);
        return base.CreateTemporary(path, room);
    }

    protected override void WriteBytes(FileStream stream, ReadOnlySpan<byte> content)
    {
        base.WriteBytes(stream, content[..(content.Length / 2)]);
        FailAt(WriteStep.WriteBytes);
        base.WriteBytes(stream, content[(content.Length / 2)..]);
    }

    protected override void FlushFile(FileStream stream)
    {
        FailAt(WriteStep.FlushFile);
        base.FlushFile(stream);
    }

    protected override void Replace(string temporary, string path)
    {
        FailAt(WriteStep.Replace);
        base.Replace(temporary, path);
    }

    protected override void FlushDirectory(string path)
    {
        FailAt(WriteStep.FlushDirectory);
        base.FlushDirectory(path);
    }

    private void FailAt(WriteStep step)
    {
        if (_step == step && _passes-- <= 0 && _times-- > 0)
        {
            HasFailed = true;
            throw _fault!;
        }
    }
}

/// <summary>Writes to the device that is always full, so that the error is the kernel's own.</summary>
internal sealed class FullDiskWriter : DurableWriter
{
    protected override FileStream CreateTemporary(string path, int room = 0) =>
        new("/dev/full", FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
}
