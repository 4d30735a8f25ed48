@{
    RootModule           = 'EmptyModule.dll'
    ModuleVersion        = '1.0.0'
    GUID                 = '4b0f5a0e-8d0a-4c86-9b0c-6a1b1d0c7f55'
    Author               = 'The PrxAuth authors'
    Description          = 'Nothing, to measure against.'
    PowerShellVersion    = '7.6'
    CompatiblePSEditions = @('Core')
    FormatsToProcess     = @('EmptyModule.Format.ps1xml')
    CmdletsToExport      = @('Get-Nothing')
    FunctionsToExport    = @()
    AliasesToExport      = @()
    VariablesToExport    = @()
}
